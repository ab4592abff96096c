import { counted, dollars } from '../../base/amounts.ts';
import { sentence } from '../../base/output/sentence.ts';
import { type Door, inDoorWords } from '../../domain/calls/door.ts';
import type { Run } from '../../domain/records.ts';
import { isRunId } from '../../domain/runs/run-id.ts';
import { elsewhereText, type RunsElsewhere } from '../../domain/runs/unreviewed.ts';
import { SHOWN_STATES, type ShownState } from '../../domain/state-words.ts';
import type { Halted } from '../../report/now/halted.ts';
import { type Clock, formatShort } from '../../time/index.ts';
import { oneLine } from '../safe.ts';
import { runRow } from './run-row.ts';

interface KeptTasks {
  why: string;
  tasks: number;
  id: number;
  text: string;
  next: string;
}

interface Unpriced {
  runs: readonly string[];
  text: string;
}

interface Told {
  wish: string;
  by?: string | undefined;
  at?: string | undefined;
  stopped?: { actor: string; note?: string | undefined } | undefined;
  reason?: { text: string } | undefined;
  filter?: string | undefined;
  notes?: readonly string[] | undefined;
  goal?: string | undefined;
  limits: {
    agents: number;
    providers?: Readonly<Record<string, number | undefined>> | undefined;
    budget?: { usd: number; per: string } | undefined;
    failures: number;
    unreviewed?: number | undefined;
    areas?: readonly { filter: string; most: number }[] | undefined;
    attempts: number;
  };
  process?: 'running' | 'starting' | 'missing' | undefined;
  runs: readonly (Parameters<typeof runRow>[0] & { run: Run; stuck?: readonly { text: string; next: string }[] })[];
  waiting: {
    review: number;
    asking: number;
    approved: number;
    others: readonly { state: ShownState; runs: number }[];
    elsewhere?: RunsElsewhere | undefined;
  };
  again: readonly { run: string; at?: string | undefined }[];
  needed: readonly { run: string; text: string }[];
  limited: readonly { provider: string; until: string; run: string }[];
  spentUsd?: number | undefined;
  unpriced?: Unpriced | undefined;
  budget?: { level: 'near' | 'spent'; atBudget: 'stop' | 'starts'; text: string } | undefined;
  failed: number;
  atMost?: number | undefined;
  kept: readonly KeptTasks[];
  awaiting: readonly KeptTasks[];
}

/** Maximum number of lines of each kind. */
const LINES = 10;

/** Formats the orchestrator's state, the active runs, the queued runs, and the next steps. */
export function orchestratorText(told: Told, clock: Clock, door?: Door): string {
  const when = (instant: string) => formatShort(Date.parse(instant), clock);
  const { wish, by, at, reason, filter, goal, runs, needed, limited, kept } = told;
  const since = by && at ? ` since ${when(at)} (${oneLine(by, 60)})` : '';
  return [
    `The orchestrator is ${wish}${since}${filter ? `, for ${oneLine(filter, 120)}` : ''}${goal ? `, tasks of ${oneLine(goal)} first` : ''}.`,
    ...(told.stopped
      ? [
          inDoorWords(
            door,
            `${oneLine(told.stopped.actor, 60)} stopped autonomy, so it starts nothing${told.stopped.note ? `: ${oneLine(told.stopped.note, 160)}` : ''}. autonomy_start continues.`,
          ),
        ]
      : []),
    ...(told.notes ?? []).map((note) => oneLine(note, 300)),
    ...(reason
      ? [
          inDoorWords(
            door,
            `It paused itself: ${sentence(oneLine(reason.text))} run_list shows the runs; orchestrator_start continues.`,
          ),
        ]
      : []),
    limitsLine(told),
    ...budgetLines(told, door),
    ...unpricedLines(told, door),
    ...processLines(told, door),
    ...bounded(runs.map(runRow)),
    ...bounded(runs.flatMap((one) => (one.stuck ?? []).map((sign) => stuckLine(one.run.id, sign, door)))),
    ...waitingLine(told, door),
    ...bounded(
      limited.map(
        ({ provider, until, run }) => `${provider} reached its rate limit (${run}) and continues ${when(until)}.`,
      ),
    ),
    ...againLines(told, when),
    ...bounded(
      needed.map(({ run, text }) =>
        inDoorWords(door, `${run} needs attention: ${oneLine(text, 160)} (run_show ${run}).`),
      ),
    ),
    ...(kept.length > 0 ? ['No task can start:', ...keptLines(kept)] : []),
    ...awaitingLines(told),
  ].join('\n');
}

/**
 * Formats the lines about retried runs. Failed, stopped and interrupted runs are retried automatically only while the
 * orchestrator runs.
 */
function againLines({ wish, again }: Told, when: (instant: string) => string): string[] {
  if (wish === 'running')
    return bounded(
      again.map(({ run, at }) => `${run} is tried again ${at ? when(at) : 'as soon as other runs allow it'}.`),
    );
  return again.length > 0
    ? [`When it runs again, it tries these again: ${again.map(({ run }) => run).join(', ')}.`]
    : [];
}

/** Formats why a started orchestrator starts no runs, and the command that continues. @param most maximum length of the reason */
export function haltedLines(halted: Halted | undefined, most = 200): string[] {
  return halted ? [`${sentence(oneLine(halted.text, most))} ${halted.next}.`] : [];
}

/** Formats a note about a process that should run and doesn't. */
function processLines({ process: state }: Told, door: Door | undefined): string[] {
  if (state === 'starting') return ['Its process is starting.'];
  return state === 'missing' ? [inDoorWords(door, NO_PROCESS)] : [];
}

const NO_PROCESS =
  'Its process is not running: it starts with the next change of the queue or orchestrator_start. If this stays, read runs/schedule.log in the folder that doctor shows.';

/** Formats the tasks that wait for a person, unless the reasons why no task can start name them. */
function awaitingLines({ kept, awaiting }: Told): string[] {
  const more = awaiting.filter(({ why }) => !kept.some((one) => one.why === why));
  return more.length > 0 ? ['Tasks that need your attention:', ...keptLines(more)] : [];
}

/** Formats one line for each reason that keeps tasks from starting. */
export function keptLines(kept: readonly Omit<KeptTasks, 'why'>[]): string[] {
  return kept.map(
    ({ tasks, id, text, next }) =>
      `- ${tasks === 1 ? `task ${id}` : `${tasks} tasks, such as ${id}`}: ${oneLine(text, 200)} (${oneLine(next, 200)})`,
  );
}

function limitsLine({ limits, runs, spentUsd, failed, atMost, waiting }: Told): string {
  const { agents, providers = {}, budget, failures, unreviewed, areas = [], attempts } = limits;
  return [
    `${runs.length} of ${counted(agents, 'run')} active`,
    ...Object.entries(providers).map(([name, most]) => `at most ${most} with ${name}`),
    ...(budget
      ? [`${dollars(spentUsd ?? 0)} of ${dollars(budget.usd)}${budget.per === 'day' ? ' for today' : ''} spent`]
      : []),
    ...(failed > 0 ? [`${failed} of ${counted(failures, 'failure')} in a row`] : []),
    ...(atMost === undefined
      ? []
      : [`at most ${counted(atMost, 'run')} before the pause after ${counted(failures, 'failure')}`]),
    ...(unreviewed === undefined ? [] : [unreviewedText(waiting, unreviewed)]),
    ...areas.map(({ filter, most }) => `at most ${counted(most, 'unreviewed result')} of ${oneLine(filter, 60)}`),
    `${counted(attempts, 'try')} per task`,
  ].join(', ');
}

function unreviewedText({ review, elsewhere }: Told['waiting'], unreviewed: number): string {
  if (!elsewhere) return `${review} of ${counted(unreviewed, 'unreviewed result')}`;
  return elsewhereText(review, unreviewed, elsewhere);
}

/** Formats what happens because the budget is nearly or completely spent. */
function budgetLines({ budget }: Told, door: Door | undefined): string[] {
  if (!budget) return [];
  const { level, atBudget, text } = budget;
  const does = {
    stop: "No run starts, and active runs that it started are stopped. A person's runs continue.",
    starts: 'No run starts. Active runs continue, because the setting orchestrator.atBudget is starts.',
  }[atBudget];
  const next = 'orchestrator_start with a budget sets a new one.';
  return [
    inDoorWords(
      door,
      level === 'spent'
        ? `The budget is spent: ${sentence(text)} ${does} ${next}`
        : `80 % of the budget: ${sentence(text)}`,
    ),
  ];
}

/** Formats what the budget can't count, and names the setting that limits runs. It may have any value already. */
export function unpricedLines({ unpriced }: Pick<Told, 'unpriced'>, door: Door | undefined): string[] {
  if (!unpriced) return [];
  const whose = unpriced.runs.length === 1 ? 'its' : 'their';
  const instead = unpriced.runs.every(isRunId) ? ` The setting runs.minutes limits ${whose} time instead.` : '';
  return [inDoorWords(door, `${unpriced.text}.${instead}`)];
}

function waitingLine({ waiting: { review, asking, approved, others } }: Told, door: Door | undefined): string[] {
  const parts = [
    ...(review > 0 ? [`${review} to review`] : []),
    ...(asking > 0 ? [`${asking} to answer`] : []),
    ...(approved > 0 ? [`${approved} to merge`] : []),
    ...others.map(({ state, runs }) => `${runs} ${SHOWN_STATES[state].word}`),
  ];
  return parts.length > 0 ? [inDoorWords(door, `Runs not active: ${parts.join(', ')} (run_list).`)] : [];
}

function stuckLine(run: string, { text, next }: { text: string; next: string }, door: Door | undefined): string {
  return `${run} seems stuck: ${oneLine(text, 200)} (${inDoorWords(door, next)}).`;
}

function bounded(lines: readonly string[]): string[] {
  const rest = lines.length - LINES;
  return [...lines.slice(0, LINES), ...(rest > 0 ? [`… and ${rest} more`] : [])];
}
