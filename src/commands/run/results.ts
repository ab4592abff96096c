import * as z from 'zod';
import { groupedBy } from '../../base/iterables.ts';
import { dateInput } from '../../domain/calls/inputs.ts';
import type { Instant } from '../../domain/instant.ts';
import type { Run } from '../../domain/records.ts';
import { AFTERMATH_DAYS } from '../../domain/runs/aftermath.ts';
import { outcomeOutput, outcomesBy, RESULTS_BY } from '../../report/runs/results.ts';
import { runsIn } from '../../runs/find-run.ts';
import { resultsDoc } from '../../text/runs/results.ts';
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
