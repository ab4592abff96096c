import { useSignal } from '@preact/signals';
import { RISKS } from '../../../../domain/kinds/agent.ts';
import { withoutEscapes } from '../../../../text/hidden-characters.ts';
import type { Inputs, Outputs } from '../../../sdk/calls.ts';
import { act } from '../../data/act.ts';
import type { Refusal } from '../../data/api.ts';
import { Button } from '../../parts/button.tsx';
import { ProblemNote } from '../../parts/problem.tsx';
import { countOf } from '../../parts/units/amounts.ts';

type Terms = Inputs['night_start'];

/** The terms that the form asks for, with what an empty field means. */
const FIELDS: readonly (readonly [name: keyof Terms, title: string, hint: string])[] = [
  ['until', 'Deadline', '07:00'],
  ['budget', 'Budget in dollars', 'none'],
  ['unreviewed', 'Results in review', 'any'],
  ['reserve', 'Percent of quota that stay', 'none'],
  ['new_tasks', 'New tasks of agents', '0'],
  ['failures', 'Failures in a row', '5'],
  ['quiet', 'Minutes without a result', '90'],
  ['disk', 'Free disk in GB', '1'],
  ['agents', 'Runs at once', '3'],
];

/** Asks for the terms of a night, tells them back with what would start, and begins the night after a yes. */
export function NightForm() {
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
  const tellBack = async (event: SubmitEvent) => {
    event.preventDefault();
    refused.value = undefined;
    const input = termsOf(new FormData(event.currentTarget as HTMLFormElement));
    const answer = await act('night_simulate', input, options);
    told.value = answer && { input, answer };
  };
  const begin = async () => {
    if (!told.value) return;
    const { input, answer } = told.value;
    const done = { done: 'The night has begun', ...options };
    if (await act('night_start', { ...input, until: answer.terms.until }, done)) told.value = undefined;
  };
  return (
    <div class="stack gap-8">
      <form class="form-grid panel" aria-label="Terms of a night" onSubmit={tellBack} onInput={change}>
        {FIELDS.map(([name, title, hint]) => (
          <label key={name}>
            {title}
            <input name={name} placeholder={hint} spellcheck={false} />
          </label>
        ))}
        <label>
          Highest risk that lands by rule
          <select name="risk">
            {RISKS.map((risk) => (
              <option key={risk} value={risk}>
                {risk}
              </option>
            ))}
          </select>
        </label>
        <label class="whole">
          Only tasks that match
          <input name="filter" placeholder="all: +READY project:web" spellcheck={false} />
        </label>
        <Button type="submit">Show the contract</Button>
      </form>
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
        <Button look="primary" onClick={begin}>
          Begin this night
        </Button>
      </span>
    </section>
  );
}

/** Reads the form. An empty field is left out, so that it gets its usual value. */
function termsOf(said: FormData): Terms {
  const given = [...said].map(([name, value]) => [name, String(value).trim()] as const);
  return Object.fromEntries(given.filter(([, value]) => value !== '')) as Terms;
}
