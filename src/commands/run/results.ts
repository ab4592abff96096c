import * as z from 'zod';
import { nounFor } from '../../base/amounts.ts';
import { groupedBy } from '../../base/iterables.ts';
import { capital } from '../../base/quote.ts';
import { dateInput } from '../../domain/calls/inputs.ts';
import type { Instant } from '../../domain/instant.ts';
import type { Run } from '../../domain/records.ts';
import { AFTERMATH_DAYS } from '../../domain/runs/aftermath.ts';
import { outcomeOutput, outcomesBy, RESULTS_BY, type ShownOutcome } from '../../report/runs/results.ts';
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
  toolset: 'admin',
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
