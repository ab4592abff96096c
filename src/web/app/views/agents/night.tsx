import { useSignal } from '@preact/signals';
import { withoutEscapes } from '../../../../base/output/escapes.ts';
import type { Inputs, Outputs } from '../../../sdk/calls.ts';
import { act } from '../../data/act.ts';
import type { Refusal } from '../../data/api.ts';
import { useRead } from '../../data/live.ts';
import { Button } from '../../parts/button.tsx';
import { LivePage } from '../../parts/document/page.tsx';
import { CommandFields, type SaidFields, useForm } from '../../parts/forms/command-form.tsx';
import type { FormInput } from '../../parts/forms/field-values.ts';
import { ProblemNote } from '../../parts/problem.tsx';
import { StateView } from '../../parts/task/state.tsx';
import { Unanswered } from '../../parts/unanswered.tsx';
import { countOf } from '../../parts/units/amounts.ts';
import { decides } from '../../shell/keys/decisions.ts';

/** The present or last night with its morning page, and the form that begins one. */
export function NightView() {
  const asked = useRead('night_show', {});
  const { value } = asked.value;
  if (!value) return <Unanswered of={asked} />;
  const { night } = value;
  const isOpen = night !== undefined && night.over === undefined;
  const stop = () => act('night_stop', {}, { done: 'The night ends' });
  return (
    <section class="stack gap-12" aria-label="Night">
      <header class="page-line line wrap">
        <h2>{night ? `Night ${night.id}` : 'Night'}</h2>
        {night && <StateView of={isOpen ? 'running' : 'off'} text={stateOf(night)} />}
        {isOpen && !night.ended && (
          <span class="line wrap end gap-6">
            <Button onClick={stop}>Stop the night</Button>
          </span>
        )}
      </header>
      {night && <LivePage key={night.id} of="night_report" input={{}} />}
      {!isOpen && (
        <details>
          <summary class="link">Begin a night</summary>
          <NightForm />
        </details>
      )}
    </section>
  );
}

function stateOf({ ended, over }: NonNullable<Outputs['night_show']['night']>): string {
  if (over) return 'over';
  return ended ? 'ending' : 'active';
}

type Terms = Inputs['night_start'];

/** The terms that the form asks for, with what an empty field means. */
const FIELDS = {
  until: { title: 'Deadline', hint: '07:00' },
  budget: { title: 'Budget in dollars', hint: 'none' },
  unreviewed: { title: 'Results in review', hint: 'any' },
  reserve: { title: 'Percent of quota that stay', hint: 'none' },
  new_tasks: { title: 'New tasks of agents', hint: '0' },
  failures: { title: 'Failures in a row', hint: '5' },
  quiet: { title: 'Minutes without a result', hint: '90' },
  disk: { title: 'Free disk in GB', hint: '1' },
  agents: { title: 'Runs at once', hint: '3' },
  risk: { title: 'Highest risk that lands by rule', required: true },
  filter: { title: 'Only tasks that match', hint: 'all: +READY project:web' },
} satisfies SaidFields<'night_simulate'>;

/** Asks for the terms of a night, tells them back with what would start, and begins the night after a yes. */
function NightForm() {
  const refused = useSignal<Refusal | undefined>(undefined);
  const told = useSignal<{ input: Terms; answer: Outputs['night_simulate'] } | undefined>(undefined);
  const options = {
    refused(why: Refusal) {
      refused.value = why;
    },
  };
  const change = () => {
    told.value = undefined;
  };
  const form = useForm('night_simulate', FIELDS);
  const tellBack = async (said: FormInput) => {
    refused.value = undefined;
    const input = said as Terms;
    const answer = await act('night_simulate', input, options);
    told.value = answer && { input, answer };
  };
  const begin = async () => {
    if (!told.value) return;
    const { input, answer } = told.value;
    const done = { done: 'The night has begun', ...options };
    if (await act('night_start', { ...input, until: answer.terms.until }, done)) told.value = undefined;
  };
  if (!form) return null;
  return (
    <div class="stack gap-8">
      <CommandFields
        of={form}
        label="Terms of a night"
        given={{ risk: 'low' }}
        onSubmit={(input) => void tellBack(input)}
        onInput={change}
      >
        <span class="line">
          <Button type="submit">Show the contract</Button>
        </span>
      </CommandFields>
      {refused.value && <ProblemNote refusal={refused.value} />}
      {told.value && <Contract answer={told.value.answer} begin={begin} />}
    </div>
  );
}

/** The terms in words, what would start, and the yes. */
function Contract({ answer: { contract, tasks }, begin }: { answer: Outputs['night_simulate']; begin(): void }) {
  const starts = tasks.filter(({ because }) => because === undefined);
  return (
    <section class="panel stack gap-8" aria-label="Contract">
      <ul class="stack gap-4">
        {contract.map(({ term, text }) => (
          <li key={term}>
            <b>{term}</b>: {withoutEscapes(text)}
          </li>
        ))}
      </ul>
      <p>{countOf(starts.length, 'task')} would start.</p>
      <span class="line">
        <Button look="primary" {...decides(JSON.stringify(contract))} onClick={begin}>
          Begin this night
        </Button>
      </span>
    </section>
  );
}
