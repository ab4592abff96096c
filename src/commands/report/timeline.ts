import * as z from 'zod';
import { countInput, dateInput } from '../../domain/calls/inputs.ts';
import { refuse } from '../../domain/errors.ts';
import { fromInstant } from '../../domain/instant.ts';
import { timeline } from '../../report/timeline-output.ts';
import { runsIn } from '../../runs/find-run.ts';
import { situationIn } from '../../runs/view/situation.ts';
import { tasksOfRuns, uuidsOfRuns } from '../../work/archive/tasks-of.ts';
import { readDate } from '../../work/task/dates.ts';
import { compileContextFilter } from '../../work/task/select.ts';
import { selectNoted } from '../../work/task/selection.ts';
import type { Context } from '../../work/workspace/context.ts';
import { defineCommand } from '../command.ts';
import * as outputs from '../outputs.ts';

const HOUR = 3_600_000;
/** The default time range before and after now, in milliseconds. */
const USUAL = { before: 12 * HOUR, after: 12 * HOUR } as const;
/** Maximum length of the shown range, in days. */
const LONGEST_DAYS = 400;
/** Default number of bars in a lane, and the maximum. The same limits apply to dates. */
const SHOWN = { usual: 100, most: 500 } as const;

export const reportTimeline = defineCommand({
  name: 'report_timeline',
  title: 'Show the timeline',
  summary:
    'Show runs by agent over time (finished, active, in review), active sessions, a forecast while the orchestrator runs, due and scheduled tasks.',
  group: 'plan',
  access: { effect: 'read' },
  input: () =>
    z.strictObject({
      from: dateInput('Any date; default: 12 hours ago').optional(),
      until: dateInput('Any date; default: in 12 hours').optional(),
      filter: z.string().describe('Only these tasks').default(''),
      limit: countInput()
        .refine((bars) => bars > 0 && bars <= SHOWN.most, `expected 1 to ${SHOWN.most}`)
        .describe(`Maximum bars per agent (default ${SHOWN.usual})`)
        .optional(),
    }),
  output: () => timeline().extend({ notes: outputs.notes() }),
  async run(context, { filter, limit = SHOWN.usual, ...asked }) {
    const { from, until } = await timesOf(asked, context);
    const { wanted, tasks, notes } = await selected(context, filter);
    const [{ isOrchestratorRunning, planAhead }, { timelineOf }] = await Promise.all([
      import('../on-call.ts'),
      import('../queue-on-call.ts'),
    ]);
    const plan = until > context.clock.now ? await planAhead(context, ({ uuid }) => wanted(uuid)) : [];
    // Next tasks start only while the orchestrator runs.
    const starts = isOrchestratorRunning(context.store.state);
    const planned = starts ? plan : plan.filter(({ run }) => run !== undefined);
    const runs = runsIn(context.store.state).filter(({ task }) => wanted(task));
    const drawn = timelineOf({
      inHand: situationIn(context)
        .working.filter(({ task, run }) => run === undefined && wanted(task.uuid))
        .map(({ task, by = 'no claim' }) => ({ task, by })),
      ...{ from, until, tasks, planned, clock: context.clock, most: limit },
      runs,
      taskOf: await tasksOfRuns(context, runs),
    });
    return { ...drawn, ...(notes.length > 0 ? { notes } : {}) };
  },
  show: { doc: async (drawn) => (await import('../queue-on-call.ts')).timelineDoc(drawn) },
  cli: {
    positional: ['from', 'until'],
    aliases: ['timeline'],
    examples: ['timeline', 'timeline yesterday tomorrow', 'timeline today eow --filter project:web'],
  },
});

async function timesOf({ from, until }: { from?: string | undefined; until?: string | undefined }, { clock }: Context) {
  const at = async (text: string | undefined, field: string, usual: number) =>
    text?.trim() ? fromInstant(await readDate(text, field, clock)) : usual;
  const begin = await at(from, 'from', clock.now - USUAL.before);
  const end = await at(until, 'until', Math.max(begin, clock.now) + USUAL.after);
  if (end <= begin)
    return refuse('usage', 'until: expected a time after from', {
      hint: 'For example: `backlog timeline yesterday tomorrow`',
    });
  if (end - begin > LONGEST_DAYS * 24 * HOUR)
    return refuse('usage', `until: expected at most ${LONGEST_DAYS} days after from`, {
      hint: 'Choose a shorter period.',
    });
  return { from: begin, until: end };
}

/** Returns the tasks that the filter selects. Dates are shown only for open tasks; runs for closed ones, too. */
async function selected(context: Context, filter: string) {
  const { tasks, notes } = selectNoted(context, await compileContextFilter(context, filter));
  if (filter.trim() === '') return { tasks, notes, wanted: () => true };
  const uuids = await uuidsOfRuns(context, filter, runsIn(context.store.state));
  return {
    tasks: tasks.filter(({ status }) => status === 'pending'),
    notes,
    wanted: (uuid: string) => uuids.has(uuid),
  };
}
