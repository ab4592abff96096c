import { useSignal } from '@preact/signals';
import { dollars } from '../../../../base/amounts.ts';
import { withoutEscapes } from '../../../../base/output/escapes.ts';
import { sentence } from '../../../../base/output/sentence.ts';
import { elsewhereText } from '../../../../domain/runs/unreviewed.ts';
import { act } from '../../data/act.ts';
import type { Refusal } from '../../data/api.ts';
import { useRead } from '../../data/live.ts';
import { now } from '../../data/state.ts';
import { Button } from '../../parts/button.tsx';
import { CheckBox } from '../../parts/forms/check-box.tsx';
import { CommandFields, type SaidFields, useForm } from '../../parts/forms/command-form.tsx';
import type { FormInput } from '../../parts/forms/field-values.ts';
import { ProblemNote } from '../../parts/problem.tsx';
import { RunLink, TaskLink } from '../../parts/task/marks.tsx';
import { StateView } from '../../parts/task/state.tsx';
import { Unanswered } from '../../parts/unanswered.tsx';
import { countOf } from '../../parts/units/amounts.ts';
import { fullText } from '../../parts/units/time.ts';
import { Ago } from '../../parts/units/when.tsx';
import { useKeys } from '../../shell/keys/keys.ts';
import { RunRow } from '../now/rows.tsx';
import type { LimitsInput, OrchestratorAnswer } from './types.ts';

/** Time in milliseconds within which a started orchestrator must have a running process. */
const BEGINS_MS = 10_000;

/** The orchestrator: buttons to start, pause and stop it, its limits, and the reasons why it doesn't start runs. */
export function OrchestratorView({ status }: { status: OrchestratorAnswer }) {
  const {
    wish,
    by,
    at,
    reason,
    stopped,
    filter,
    leader,
    runs,
    needed,
    limited,
    again,
    limits,
    waiting,
    spentUsd,
    budget,
    unpriced,
    failed,
  } = status;
  const stopRuns = useSignal(false);
  const play = () => act('orchestrator_start', {}, { done: 'The orchestrator starts runs' });
  const pause = () => act('orchestrator_pause', {}, { done: 'The orchestrator is paused' });
  const stop = () =>
    act('orchestrator_stop', stopRuns.value ? { runs: true } : {}, { done: 'The orchestrator is stopped' });
  const stopAll = () => act('autonomy_stop', {}, { done: 'Nothing starts or lands without a person' });
  const allowAll = () => act('autonomy_start', {}, { done: 'The orchestrator and rules continue' });
  const lost = wish === 'running' && !leader && at !== undefined && now.value - Date.parse(at) > BEGINS_MS;
  useKeys('Agents', [
    ['p', 'Start or pause the orchestrator', () => void (wish === 'running' ? pause() : play())],
    ['s', 'Stop the orchestrator', () => void stop()],
  ]);
  const notices = [
    ...(stopped
      ? [
          `${stopped.actor} stopped autonomy${stopped.note ? ` (${withoutEscapes(stopped.note)})` : ''}: nothing starts or lands without a person.`,
        ]
      : []),
    ...(reason ? [reason.text] : []),
    ...(lost ? ["The orchestrator's process has ended. Press Start."] : []),
    ...limited.map(
      ({ provider, until }) =>
        `${provider} is at its usage limit until ${fullText(until)}. Its runs don't start until then.`,
    ),
    ...(budget
      ? [
          budget.level === 'spent'
            ? `The budget is spent: ${sentence(budget.text)}`
            : `80 % of the budget: ${sentence(budget.text)}`,
        ]
      : []),
    ...(unpriced ? [sentence(unpriced.text)] : []),
    ...needed.map(({ run, text }) => `${run} needs attention: ${sentence(withoutEscapes(text))}`),
  ];
  return (
    <section aria-label="Orchestrator">
      <header class="page-line line wrap">
        <h2>Orchestrator</h2>
        <StateView of={wish === 'stopped' ? 'off' : wish} text={wish} />
        {by && at && (
          <span class="who">
            by {by} <Ago at={at} />
          </span>
        )}
        {filter && <code title="Only these tasks">{filter}</code>}
        {failed > 0 && <span class="count">{failed} failed in a row</span>}
        <span class="line wrap end gap-6">
          {(wish !== 'running' || lost) && (
            <Button look="primary" onClick={play}>
              Start
            </Button>
          )}
          {wish === 'running' && <Button onClick={pause}>Pause</Button>}
          {wish !== 'stopped' && (
            <>
              <Button onClick={stop}>Stop</Button>
              <CheckBox checked={stopRuns.value} onCheck={(on) => (stopRuns.value = on)}>
                and stop active runs
              </CheckBox>
            </>
          )}
          {stopped ? (
            <Button onClick={allowAll}>Continue autonomy</Button>
          ) : (
            <Button look="danger" onClick={stopAll}>
              Stop autonomy
            </Button>
          )}
        </span>
      </header>
      {notices.map((text) => (
        <p key={text} class="run-reason bad">
          {text}
        </p>
      ))}
      <Again wish={wish} again={again} />
      {wish === 'running' && !lost && runs.length < limits.agents && <Idle />}
      <details>
        <summary class="link">
          Limits: {countOf(limits.agents, 'run')} at once
          {limits.budget
            ? `, ${dollars(limits.budget.usd)} ${limits.budget.per === 'day' ? 'per day' : 'in total'}`
            : ''}
          {spentUsd === undefined ? '' : ` (${dollars(spentUsd)} spent)`}
          {limits.unreviewed === undefined ? '' : `, ${unreviewedOf(waiting, limits.unreviewed)}`}
        </summary>
        <LimitsForm key={JSON.stringify([limits, filter])} status={status} />
      </details>
      <ul class="page-rows entries">
        {runs.map((view) => (
          <RunRow key={view.run.id} view={view} />
        ))}
      </ul>
    </section>
  );
}

/** Lists the runs that will be retried while the orchestrator runs. */
function Again({ wish, again }: Pick<OrchestratorAnswer, 'wish' | 'again'>) {
  if (again.length === 0) return null;
  return (
    <p class="now-none orchestrator-again">
      {wish === 'running' ? 'To be retried:' : 'To be retried when you press Start:'}
      {again.map(({ run, at }, i) => (
        <span key={run}>
          {i > 0 ? ', ' : ' '}
          <RunLink id={run} />
          {wish === 'running' && <> {at ? `at ${fullText(at)}` : 'when another run ends'}</>}
        </span>
      ))}
    </p>
  );
}

/** Formats how much of the limit of unreviewed results is used. */
function unreviewedOf({ review, elsewhere }: OrchestratorAnswer['waiting'], most: number): string {
  return elsewhere ? elsewhereText(review, most, elsewhere) : `${review} of ${countOf(most, 'unreviewed result')}`;
}

/** Explains why the orchestrator starts no run although fewer than its limit are at work. */
function Idle() {
  const asked = useRead('orchestrator_explain', { limit: 1 });
  const answer = asked.value.value;
  if (!answer) return <Unanswered of={asked} />;
  if (answer.tasks[0]?.start) return null;
  return (
    <div class="orchestrator-idle">
      <p class="run-reason bad">
        {answer.kept.length === 0 ? 'There is no open task to start.' : 'No open task can start now:'}
      </p>
      <ul class="stack gap-4">
        {answer.kept.map(({ why, tasks, id, text }) => (
          <li key={why}>
            <span class="count">{tasks}</span> for example <TaskLink id={id} />: {text}
          </li>
        ))}
      </ul>
    </div>
  );
}

const number = (title: string, hint?: string) => ({ title, kind: 'number', ...(hint ? { hint } : {}) }) as const;

const FIELDS = {
  agents: number('Runs at once'),
  budget: number('Budget in dollars', 'none'),
  per: { title: 'Budget period', required: true, words: { day: 'per day', all: 'in total' } },
  failures: number('Failures in a row until it pauses'),
  unreviewed: number('Unreviewed results', 'any'),
  unreviewed_in: {
    title: 'Unreviewed results of',
    required: true,
    words: { queue: 'this queue', 'all-queues': 'all queues of this machine' },
  },
  tries: number('Tries per task'),
  backoff: number('Seconds until a second try'),
  providers: { title: 'Runs of each provider, one on each line', hint: 'claude:2' },
  filter: { title: 'Only tasks that match', hint: 'all: +READY project:web' },
} satisfies SaidFields<'orchestrator_start'>;

/** Values of empty fields, which remove their limit. Without a value, an empty field keeps its limit. */
const NO_LIMIT: LimitsInput = { budget: 0, unreviewed: 0, providers: [], filter: '' };

/** The orchestrator's limits as a form. Saving also starts the orchestrator, as on the command line. */
function LimitsForm({ status: { wish, limits, filter, spentUsd } }: { status: OrchestratorAnswer }) {
  const { agents, budget, failures, unreviewed, unreviewedIn, attempts, backoffMs, providers = {} } = limits;
  const spent = spentUsd === undefined ? {} : { about: `${dollars(spentUsd)} spent` };
  const form = useForm('orchestrator_start', { ...FIELDS, budget: { ...FIELDS.budget, ...spent } });
  const refused = useSignal<Refusal | undefined>(undefined);
  const save = async (input: FormInput) => {
    refused.value = undefined;
    await act('orchestrator_start', input as LimitsInput, {
      done: 'The orchestrator uses these limits',
      refused: (why) => (refused.value = why),
    });
  };
  const given = {
    agents,
    budget: budget?.usd,
    per: budget?.per ?? 'day',
    failures,
    unreviewed,
    unreviewed_in: unreviewedIn ?? 'queue',
    tries: attempts,
    backoff: backoffMs / 1_000,
    providers: Object.entries(providers).map(([name, most]) => `${name}:${most}`),
    filter,
  } satisfies Readonly<{ [Field in keyof typeof FIELDS]: unknown }>;
  if (!form) return null;
  return (
    <CommandFields of={form} label="Limits" given={given} empty={NO_LIMIT} onSubmit={save}>
      <span class="line">
        <Button type="submit">{wish === 'running' ? 'Set the limits' : 'Set the limits and start'}</Button>
      </span>
      {refused.value && <ProblemNote refusal={refused.value} />}
    </CommandFields>
  );
}
