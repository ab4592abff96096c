import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { CommandForm, FormRow } from '../../../sdk/form.ts';
import type { DocPage } from '../../../sdk/page.ts';
import { actPage } from '../../data/act.ts';
import { board, Refusal } from '../../data/api.ts';
import { Button } from '../../parts/button.tsx';
import { FormDialog } from '../../parts/dialog.tsx';
import { PageView } from '../../parts/document/page.tsx';
import { CommandFields } from '../../parts/forms/command-form.tsx';
import { type FormInput, saidInput } from '../../parts/forms/field-values.ts';
import { useOnce } from '../../parts/forms/use-once.ts';
import { ProblemNote } from '../../parts/problem.tsx';
import { Loading } from '../../parts/unanswered.tsx';
import { ViewHead } from '../../parts/view-head.tsx';
import { goQuery, hrefOf, route } from '../../shell/route.ts';

/** Any command as a form, and its output. Without a name, all of them. */
export function CommandView() {
  const [name] = route.value.rest;
  return name === undefined ? <AllCommands /> : <OneCommand key={name} name={name} />;
}

function AllCommands() {
  const rows = useLoaded(() => board.forms());
  return (
    <>
      <ViewHead title="Commands" />
      <div class="page stack">
        <Problem of={rows} />
        <ul class="stack gap-4">
          {rows.value.value?.map(({ name, title, summary }: FormRow) => (
            <li key={name}>
              <a href={hrefOf('command', [name])}>{title}</a> <span class="faint small">{summary}</span>
            </li>
          ))}
        </ul>
      </div>
    </>
  );
}

function OneCommand({ name }: { name: string }) {
  const form = useLoaded(() => board.form(name));
  const { title = name, summary } = form.value.value ?? {};
  return (
    <>
      <ViewHead title={title} />
      <div class="page stack">
        {summary && <p class="soft">{summary}</p>}
        <Problem of={form} />
        {form.value.value && <Called key={inputText()} of={form.value.value} />}
      </div>
    </>
  );
}

/** The form of a command, and below it what the last call returned. A complete call is made at once if the form allows it. */
function Called({ of: form }: { of: CommandForm }) {
  const given = givenInput(form);
  const page = useSignal<DocPage | undefined>(undefined);
  const refusal = useSignal<Refusal | undefined>(undefined);
  const asks = useSignal<FormInput | undefined>(undefined);
  const call = useOnce(async (input: FormInput) => {
    asks.value = undefined;
    refusal.value = undefined;
    const refused = (why: Refusal) => {
      refusal.value = why;
    };
    page.value = await actPage(form.name, input, { refused });
  });
  const submit = (input: FormInput) => {
    if (form.effect === 'destructive') asks.value = input;
    // The address of a call that is made at once has its input, so that it shows the same again.
    else if (form.atOnce && JSON.stringify(input) !== inputText()) goQuery({ input: JSON.stringify(input) });
    else void call(input);
  };
  const isComplete = form.fields.every((field) => !field.required || given[field.name] !== undefined);
  useEffect(() => {
    if (form.atOnce && isComplete) void call(given);
  }, []);
  const sure = asks.value;
  return (
    <>
      <CommandFields of={form} given={given} onSubmit={submit}>
        <span class="line">
          <Button type="submit" look={form.effect === 'destructive' ? 'danger' : 'primary'}>
            {form.title}
          </Button>
        </span>
      </CommandFields>
      {refusal.value && <ProblemNote refusal={refusal.value} />}
      {page.value && <PageView of={page.value} />}
      {sure && (
        <FormDialog
          title={`${form.title}?`}
          action={form.title}
          danger
          ready
          onSubmit={() => call(sure)}
          onClose={() => {
            asks.value = undefined;
          }}
        >
          <p>Undo can't restore what this removes.</p>
        </FormDialog>
      )}
    </>
  );
}

const inputText = () => route.value.query.get('input') ?? '{}';

/** Returns the values in the address: an input, or the ids for the first field. Others than an object are left out. */
function givenInput({ fields: [first] }: CommandForm): FormInput {
  const ids = route.value.query.get('ids');
  if (ids !== null && first) return saidInput([first], { get: () => ids });
  try {
    const value: unknown = JSON.parse(inputText());
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as FormInput) : {};
  } catch {
    return {};
  }
}

/** Loads a value once. */
function useLoaded<T>(load: () => Promise<T>) {
  const value = useSignal<T | undefined>(undefined);
  const error = useSignal<Refusal | undefined>(undefined);
  const again = () => {
    load().then(
      (loaded) => {
        value.value = loaded;
        error.value = undefined;
      },
      (why: unknown) => {
        if (!(why instanceof Refusal)) throw why;
        error.value = why;
      },
    );
  };
  useEffect(again, []);
  return { value, error, again };
}

function Problem({ of: { value, error, again } }: { of: ReturnType<typeof useLoaded> }) {
  if (value.value !== undefined) return null;
  return error.value ? <ProblemNote refusal={error.value} again={again} /> : <Loading />;
}
