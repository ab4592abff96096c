import * as z from 'zod';
import { nounFor } from '../../base/amounts.ts';
import { ascending } from '../../base/ascending.ts';
import { groupedBy } from '../../base/iterables.ts';
import { capital } from '../../base/quote.ts';
import type { Shape } from '../../base/shape.ts';
import { dateInput } from '../../domain/calls/inputs.ts';
import { fromInstant, type Instant } from '../../domain/instant.ts';
import type { Run } from '../../domain/records.ts';
import { AFTERMATH_DAYS, fixesAmong, isSoonAfter } from '../../domain/runs/landed/aftermath.ts';
import type { Task } from '../../domain/task/task.ts';
import { runsIn } from '../../runs/find-run.ts';
import type { Cell, OutputDoc } from '../../text/doc/doc.ts';
import { tasksOfRuns, uuidsOfRuns } from '../../work/archive/tasks-of.ts';
import { readPastDate } from '../../work/task/dates.ts';
import type { Context } from '../../work/workspace/context.ts';
import { defineCommand } from '../command.ts';

export const resultsCommand = defineCommand({
  name: 'run_results',
  title: 'Show what became of results',
  summary: `Show how many results were merged, discarded, reverted and fixed within ${AFTERMATH_DAYS} days, the cost per merged result, and the time of people.`,
  group: 'runs',
  access: { effect: 'read' },
  input: () =>
    z.strictObject({
      filter: z.string().describe('Only results of these tasks').optional(),
      by: z.enum(RESULTS_BY).describe('Group rows by').default('agent'),
      since: dateInput('Only runs from this date on: monday, 30d').optional(),
    }),
  output: () => z.strictObject({ by: z.enum(RESULTS_BY), outcomes: z.array(outcomeOutput()), total: outcomeOutput() }),
  async run(context, { filter, by, since: from }) {
    const { store, clock } = context;
    const since = from?.trim() ? await readPastDate(from, 'since', clock) : undefined;
    const all = runsIn(store.state);
    const tasks = filter?.trim() ? await uuidsOfRuns(context, filter, all) : undefined;
    const asked = all.filter(({ task, at }) => (!tasks || tasks.has(task)) && (since === undefined || at >= since));
    const facts = { taskOf: await tasksOfRuns(context, all), actsOf: actsIn(context) };
    return { by, ...outcomesBy(all, asked, by, facts) };
  },
  show: { doc: ({ by, outcomes, total }) => resultsDoc(by, outcomes, total) },
  cli: {
    positional: ['filter'],
    examples: ['run results', 'run results --by approver', 'run results project:web --since 30d'],
  },
});

/** Returns a function that lists when people acted on a run. */
function actsIn({ store }: Context): (run: Run) => Instant[] {
  const { state } = store;
  const [comments, ticks] = [byRun(state.all('comment')), byRun(state.all('tick'))];
  const questions = byRun(state.all('question'));
  return (run) => {
    const acts = [
      ...(run.verdict ? [run.verdict] : []),
      ...(run.notes ?? []),
      ...(comments.get(run.id) ?? []).flatMap((comment) => [comment, ...(comment.replies ?? [])]),
      ...(ticks.get(run.id) ?? []),
      ...(questions.get(run.id) ?? []).flatMap(({ answer }) => answer ?? []),
    ];
    return acts.flatMap(({ at, actor }) => (actor.startsWith('human:') ? [at] : []));
  };
}

function byRun<Of extends { run?: string | undefined }>(
  records: Iterable<[string, Of]>,
): Map<string | undefined, Of[]> {
  return groupedBy(
    Array.from(records, ([, record]) => record),
    ({ run }) => run,
  );
}

/** Returns what became of results as a document: `claude  12 results  9 merged  1 discarded  20 rounds  $0.40 each`. */
function resultsDoc(by: string, rows: readonly ShownOutcome[], total: ShownOutcome): OutputDoc {
  const figures = ['Results', 'Merged', 'Discarded', 'Rounds', 'Reverted', 'Fixed', '$/merge', 'People'];
  return {
    sections: [
      {
        empty: 'No results.',
        columns: [{ head: capital(by), kind: 'task' }, ...figures.map((head) => ({ head, kind: 'figure' as const }))],
        rows: (rows.length > 1 ? [...rows, total] : rows).map(cellsOf),
      },
    ],
  };
}

function cellsOf({
  key,
  opened,
  merged,
  discarded,
  rounds,
  reverted,
  fixed,
  costUsd,
  attentionMs,
}: ShownOutcome): Cell[] {
  return [
    key,
    { is: 'count', count: opened, word: nounFor(opened, 'result') },
    { is: 'count', count: merged, word: 'merged' },
    { is: 'count', count: discarded, word: 'discarded' },
    { is: 'count', count: rounds, word: nounFor(rounds, 'round') },
    { is: 'count', count: reverted, word: 'reverted' },
    { is: 'count', count: fixed, word: 'fixed' },
    { is: 'cost', usd: merged > 0 && costUsd !== undefined ? costUsd / merged : undefined },
    attentionMs > 0 ? { is: 'duration', ms: attentionMs, word: 'attention' } : undefined,
  ];
}

/** The possible groups of the report on results. */
const RESULTS_BY = ['agent', 'model', 'type', 'project', 'approver'] as const;
type ResultsBy = (typeof RESULTS_BY)[number];

/** Pauses of a person that are longer than this are no attention, in milliseconds. */
const PAUSE_MS = 5 * 60_000;
/** What a single act counts, in milliseconds: nobody knows when the person began. */
const ACT_MS = 60_000;

/** What became of the results of an agent, a model, a type or project of tasks, or of who approved them. */
const outcomeOutput = () =>
  z.strictObject({
    key: z.string(),
    /** Runs that delivered a result. */
    opened: z.int(),
    merged: z.int(),
    discarded: z.int(),
    /** Rounds of all these runs. */
    rounds: z.int(),
    /** Merged results that were reverted within {@link AFTERMATH_DAYS}. */
    reverted: z.int(),
    /** Merged results that another run fixed within {@link AFTERMATH_DAYS}. */
    fixed: z.int(),
    /** Cost in US dollars of all these runs. Absent if no agent reported it. */
    costUsd: z.number().exactOptional(),
    /** Time in which people decided about these runs, estimated from the times of their acts, in milliseconds. */
    attentionMs: z.number(),
  });
export type ShownOutcome = Shape<typeof outcomeOutput>;

interface OutcomeFacts {
  taskOf(uuid: string): Pick<Task, 'project' | 'type' | 'links'> | undefined;
  /** Returns when people acted on a run: comments, notes, viewed files, answers, approvals. */
  actsOf(run: Run): readonly Instant[];
}

/**
 * Adds up what became of results, by group and in all. The group with most results comes first.
 * @param runs all runs, for the fixes
 * @param asked those that count
 */
function outcomesBy(
  runs: readonly Run[],
  asked: readonly Run[],
  by: ResultsBy,
  facts: OutcomeFacts,
): { outcomes: ShownOutcome[]; total: ShownOutcome } {
  const fixOf = fixesAmong(runs, facts.taskOf);
  const delivered = asked.filter(({ result, merged }) => result !== undefined || merged !== undefined);
  const outcomes = [...groupedBy(delivered, (run) => keyOf(run, by, facts))]
    .map(([key, group]) => outcomeOf(key, group, fixOf, facts))
    .sort((a, b) => b.opened - a.opened || ascending(a.key, b.key));
  return { outcomes, total: outcomeOf('all', delivered, fixOf, facts) };
}

function outcomeOf(
  key: string,
  runs: readonly Run[],
  fixOf: ReturnType<typeof fixesAmong>,
  { actsOf }: OutcomeFacts,
): ShownOutcome {
  const count = (holds: (run: Run) => boolean) => runs.filter(holds).length;
  const costs = runs.flatMap(({ usage }) => usage?.costUsd ?? []);
  return {
    key,
    opened: runs.length,
    merged: count(({ merged }) => merged !== undefined),
    discarded: count(({ state }) => state === 'discarded'),
    rounds: runs.reduce((sum, { rounds = [] }) => sum + rounds.length, 0),
    reverted: count(({ merged, reverted }) => isSoonAfter(merged, reverted?.at)),
    fixed: count((run) => fixOf(run) !== undefined),
    ...(costs.length > 0 ? { costUsd: costs.reduce((sum, cost) => sum + cost, 0) } : {}),
    attentionMs: runs.reduce((sum, run) => sum + attentionMs(actsOf(run).map(fromInstant)), 0),
  };
}

/** Estimates from the times of a person's acts how long the person was busy with them. */
export function attentionMs(acts: readonly number[]): number {
  const times = [...acts].sort((a, b) => a - b);
  return times.reduce((sum, at, i) => {
    const pause = i === 0 ? Number.POSITIVE_INFINITY : at - times[i - 1]!;
    return sum + (pause > PAUSE_MS ? ACT_MS : pause);
  }, 0);
}

function keyOf(run: Run, by: ResultsBy, { taskOf }: OutcomeFacts): string {
  switch (by) {
    case 'agent':
      return run.agent;
    case 'model':
      return run.model ?? `${run.provider}, default model`;
    case 'approver':
      return run.verdict?.actor ?? 'nobody yet';
    default:
      return taskOf(run.task)?.[by] ?? `no ${by}`;
  }
}
