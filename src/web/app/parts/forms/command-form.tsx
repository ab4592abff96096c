import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useId } from 'preact/hooks';
import type { CommandName, Inputs, Outputs } from '../../../sdk/calls.ts';
import type { CommandForm, FormField } from '../../../sdk/form.ts';
import { act, showRefusal } from '../../data/act.ts';
import { board, Refusal } from '../../data/api.ts';
import { canPass, createRetry } from '../../data/retry.ts';
import { FormDialog } from '../dialog.tsx';
import { type FormInput, saidInput, shownValue } from './field-values.ts';
import { sendsWithCtrlEnter } from './typed-text.ts';

/** What a page says about a field instead of the schema. `hint` is shown in an empty field, `words` name the choices. */
export interface SaidField extends Partial<FormField> {
  title: string;
  hint?: string;
  words?: Readonly<Record<string, string>>;
}

/**
 * The fields of a command that a page asks for, with its own words, in its order. A table of them `satisfies` this type, so
 * that the compiler refuses a name that the command's input lacks.
 */
export type SaidFields<Name extends CommandName> = Readonly<{ [Field in keyof Inputs[Name]]?: SaidField }>;

/** Loads the form of a command, with only these fields. Undefined until it is loaded. */
export function useForm<Name extends CommandName>(
  name: Name,
  said: SaidFields<Name>,
  refused?: () => void,
): CommandForm | undefined {
  const form = useSignal<CommandForm | undefined>(undefined);
  useEffect(() => {
    const retry = createRetry(() => void ask());
    const ask = async () => {
      retry.asked();
      try {
        form.value = await board.form(name);
        retry.answered();
      } catch (why) {
        if (!(why instanceof Refusal)) throw why;
        retry.failed(why);
        if (canPass(why)) return;
        showRefusal(why);
        refused?.();
      }
    };
    void ask();
    return retry.stop;
  }, [name]);
  if (!form.value) return undefined;
  const known = new Map(form.value.fields.map(({ about: _, ...field }) => [field.name, field]));
  const fields = Object.entries<SaidField>(said as Readonly<Record<string, SaidField>>).flatMap(([name, words]) => {
    const field = known.get(name);
    return field ? [{ ...field, ...words }] : [];
  });
  return { ...form.value, fields, shown: fields.length };
}

interface DialogProps<Name extends CommandName> {
  of: Name;
  fields: SaidFields<Name>;
  /** Values of fields, also of those that the dialog doesn't show. */
  given: Partial<Inputs[Name]>;
  title: string;
  action: string;
  danger?: boolean;
  done: string | ((output: Outputs[Name]) => string);
  onClose(): void;
  children?: ComponentChildren;
}

/** A dialog that asks for arguments of a command, and calls it. Undo takes it back. */
export function CommandDialog<Name extends CommandName>({ of, fields, given, done, ...props }: DialogProps<Name>) {
  const form = useForm(of, fields, props.onClose);
  if (!form) return null;
  const send = async (said: FormData) => {
    const input = { ...given, ...saidInput(form.fields, said) } as Inputs[Name];
    if (await act(of, input, { done, undo: true })) props.onClose();
  };
  return (
    <FormDialog {...props} onSubmit={send}>
      {props.children}
      <Grid of={form.fields} given={given} look="stack gap-12" />
    </FormDialog>
  );
}

interface Props {
  of: CommandForm;
  /** Name of the form, if it isn't the command's title. */
  label?: string;
  /** Values that the fields have at first. */
  given?: FormInput | undefined;
  /** Values for fields that are empty. Others are left out. */
  empty?: FormInput;
  onSubmit(input: FormInput): void;
  onInput?(): void;
  /** The buttons. */
  children: ComponentChildren;
}

/** The input of a command as a form: what the command needs first, and all else behind a word. */
export function CommandFields({ of: { title, fields, shown }, given = {}, empty = {}, onSubmit, ...props }: Props) {
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    onSubmit({ ...empty, ...saidInput(fields, new FormData(event.currentTarget as HTMLFormElement)) });
  };
  const [first, more] = [fields.slice(0, shown), fields.slice(shown)];
  const grid = (some: readonly FormField[]) => <Grid of={some} given={given} look="form-grid panel" />;
  return (
    <form class="stack gap-8" aria-label={props.label ?? title} onSubmit={submit} onInput={props.onInput}>
      {first.length > 0 && grid(first)}
      {more.length > 0 && (
        <details open={more.some(({ name }) => given[name] !== undefined)}>
          <summary>More fields</summary>
          {grid(more)}
        </details>
      )}
      {props.children}
    </form>
  );
}

function Grid({ of: fields, given, look }: { of: readonly FormField[]; given: FormInput; look: string }) {
  return (
    <div class={look}>
      {fields.map((field) => (
        <Field key={field.name} of={field} value={shownValue(field, given[field.name])} />
      ))}
    </div>
  );
}

function Field({ of: field, value }: { of: FormField & Partial<SaidField>; value: string }) {
  const { title, kind, about } = field;
  const id = useId();
  return (
    <div class={LONG.has(kind) ? 'field-label whole' : 'field-label'}>
      <label htmlFor={id}>{title}</label>
      <Control of={field} id={id} value={value} />
      {about && (
        <small class="faint small" id={`${id}-about`}>
          {kind === 'list' ? `${about}; one on each line` : about}
        </small>
      )}
    </div>
  );
}

/** Kinds whose values have lines. */
const LONG: ReadonlySet<FormField['kind']> = new Set(['prose', 'list', 'json']);

interface ControlProps {
  of: FormField & Partial<SaidField>;
  id: string;
  value: string;
}

function Control({ of: { name, kind, required, choices, about, hint, words = {} }, id, value }: ControlProps) {
  const common = { name, id, required, placeholder: hint, 'aria-describedby': about && `${id}-about` };
  const options = kind === 'yes' ? ['yes', 'no'] : choices;
  if (options)
    return (
      <select {...common}>
        {(!required || value === '') && <option value="">{required ? 'Choose' : 'Usual'}</option>}
        {options.map((option) => (
          <option key={option} value={option} selected={option === value}>
            {words[option] ?? option}
          </option>
        ))}
      </select>
    );
  if (LONG.has(kind))
    return <textarea {...common} rows={kind === 'prose' ? 3 : 2} defaultValue={value} onKeyDown={sendsWithCtrlEnter} />;
  return (
    <input {...common} defaultValue={value} inputMode={kind === 'number' ? 'decimal' : 'text'} spellcheck={false} />
  );
}
