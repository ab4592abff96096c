import * as z from 'zod';
import { lazy } from '../../base/lazy.ts';
import { inputOf } from '../../domain/calls/door.ts';
import { countInput, flagInput } from '../../domain/calls/inputs.ts';
import { type Instant, isInstant, toInstant } from '../../domain/instant.ts';
import type { Task } from '../../domain/task/task.ts';
import {
  BURNDOWNS,
  type BurndownPeriod,
  burndown,
  burndownOf,
  burndownStart,
  type Reopened,
} from '../../report/burndown.ts';
import { projectSummary, summaryOfProjects } from '../../report/summary.ts';
import { burndownDoc, summaryDoc } from '../../text/report.ts';
import { anyArchived } from '../../work/archive/is-archived.ts';
import { loadArchive } from '../../work/archive/load-archive.ts';
import { compileContextFilter } from '../../work/task/select.ts';
import { queueNotes, selectNoted } from '../../work/task/selection.ts';
import type { Context } from '../../work/workspace/context.ts';
import { defineCommand } from '../command.ts';
import * as outputs from '../outputs.ts';

/** The flag that includes archived tasks. With it, the command reads the archive. */
const archivedInput = lazy(() => flagInput().describe('Include archived tasks').optional());

interface Selected {
  tasks: Task[];
  notes: string[];
}

/**
 * Returns the tasks that a filter selects, including closed tasks, because reports are about the past. An empty filter
 * selects all tasks. Adds a note if archived tasks are omitted.
 */
async function selectedEver(context: Context, filter: string, archived = false): Promise<Selected> {
  const here = await selectedHere(context, filter);
  if (!anyArchived(context.store)) return here;
  const { archiveFiles, quartersOf, selectArchived } = await loadArchive();
  if (!archived) {
    const count = quartersOf(archiveFiles(context.store)).reduce((sum, { tasks }) => sum + tasks, 0);
    const note = `${count} archived ${count === 1 ? 'task is' : 'tasks are'} not counted; ${inputOf(context.caller.door, 'archived')} includes ${count === 1 ? 'it' : 'them'}.`;
    return { ...here, notes: [...here.notes, note] };
  }
  for await (const { task } of selectArchived(context, { filter })) here.tasks.push(task);
  return here;
}

async function selectedHere(context: Context, filter: string): Promise<Selected> {
  if (filter.trim() === '') return { tasks: [...context.queue.all()], notes: queueNotes(context) };
  const { tasks, notes } = selectNoted(context, await compileContextFilter(context, `( ${filter} ) +ANY`));
  return { tasks: [...tasks], notes };
}

/** Maximum number of periods in a report. */
const MOST = 400;

/** The three reports: daily `burndown`, weekly and monthly. */
export const REPORT_BURNDOWNS = (Object.keys(BURNDOWNS) as BurndownPeriod[]).map((period) => {
  const { title, shown } = BURNDOWNS[period];
  return defineCommand({
    name: `report_burndown_${period}`,
    title: `Show the burndown ${title}`,
    summary: `Show the number of open, active and done tasks ${title}, the tasks added and closed, and a forecast of the end.`,
    group: 'plan',
    access: { effect: 'read' },
    input: () =>
      z.strictObject({
        filter: z.string().describe('Filter; default: all tasks').default(''),
        periods: countInput()
          .refine((periods) => periods > 0 && periods <= MOST, `expected 1 to ${MOST}`)
          .describe(`Number of periods (default ${shown})`)
          .optional(),
        archived: archivedInput(),
      }),
    output: () => burndown().extend({ notes: outputs.notes() }),
    async run(context, { filter, periods = shown, archived }) {
      const { tasks, notes } = await selectedEver(context, filter, archived);
      const since = toInstant(burndownStart(period, periods, context.clock));
      const reopened = await reopenedSince(context, since);
      const drawn = burndownOf({ tasks, reopened, period, shown: periods, clock: context.clock });
      return { ...drawn, ...(notes.length > 0 ? { notes } : {}) };
    },
    show: {
      rows: { of: 'bars', columns: ['date', 'open', 'started', 'done', 'added', 'closed'] },
      doc: (drawn, { clock }) => burndownDoc(drawn, clock),
    },
    cli: {
      positional: ['filter'],
      aliases: [...(period === 'daily' ? ['burndown'] : []), `burndown ${period}`],
      examples: [`burndown ${period}`, `burndown ${period} project:web --format csv`],
    },
  });
});

/** Texts in the JSON of every commit that reopens a task. */
const REOPENED = ['"end":"', '"status":"pending"'];

/**
 * Returns the times at which tasks were reopened since `since`, except by undo: an undone closing doesn't count, nor does
 * an undone reopening. A record has only its latest end, so this reads the log backwards. Parses only commits that contain both texts. The cost grows with the period, not with the whole history.
 */
async function reopenedSince({ store }: Context, since: Instant): Promise<Reopened[]> {
  const found: Reopened[] = [];
  const undone = new Set<number>();
  for await (const commit of store.history({ kind: 'task', reverse: true, since, mentioning: REOPENED })) {
    const { seq, at, changes, undoes } = commit;
    if (undone.has(seq)) continue;
    if (undoes !== undefined) {
      undone.add(undoes);
      continue;
    }
    for (const { kind, id, before, after } of changes)
      if (kind === 'task' && isInstant(before?.end) && after?.status === 'pending')
        found.push({ task: id, closed: before.end, at });
  }
  return found;
}

export const reportSummary = defineCommand({
  name: 'report_summary',
  title: 'Summarize projects',
  summary:
    'Summarize the projects that have open tasks: open and done tasks, percentage done, average age. `all: true` includes the other projects.',
  group: 'plan',
  access: { effect: 'read' },
  input: () =>
    z.strictObject({
      filter: z.string().describe('Filter; default: all tasks').default(''),
      all: flagInput().describe('Include projects without open tasks').optional(),
      archived: archivedInput(),
    }),
  output: () => z.strictObject({ projects: z.array(projectSummary()), notes: outputs.notes() }),
  async run(context, { filter, all = false, archived }) {
    const { tasks, notes } = await selectedEver(context, filter, archived);
    const projects = summaryOfProjects(tasks, { now: context.clock.now, all });
    return { projects, ...(notes.length > 0 ? { notes } : {}) };
  },
  show: {
    rows: { of: 'projects', columns: ['project', 'open', 'done', 'percent', 'averageAgeMs'] },
    doc: summaryDoc,
  },
  cli: { positional: ['filter'], aliases: ['summary'], examples: ['summary', 'summary project:web --all'] },
});
