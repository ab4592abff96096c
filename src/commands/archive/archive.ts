import * as z from 'zod';
import { counted } from '../../base/amounts.ts';
import { callOf } from '../../domain/calls/door.ts';
import { dateInput, flagInput, idsInput } from '../../domain/calls/inputs.ts';
import { refuse } from '../../domain/errors.ts';
import { fromInstant, type Instant, toInstant } from '../../domain/instant.ts';
import { isOpen, type Task } from '../../domain/task/task.ts';
import { listText, nameText } from '../../text/row.ts';
import { quoted } from '../../text/safe.ts';
import { type Clock, formatFull, resolveDuration } from '../../time/index.ts';
import type { ArchiveLimits } from '../../work/archive/choose.ts';
import { loadArchive } from '../../work/archive/load-archive.ts';
import { readPastDate } from '../../work/task/dates.ts';
import { compileContextFilter } from '../../work/task/select.ts';
import { selectTasks } from '../../work/task/selection.ts';
import type { Context } from '../../work/workspace/context.ts';
import { defineCommand } from '../command.ts';
import type { Meant } from '../command-line.ts';
import * as outputs from '../outputs.ts';

/** Default minimum age of a task that is archived, counted from its closing. */
const AGE = '90d';
/** Maximum number of tasks that one commit archives. */
export const MOST_ARCHIVED = 20_000;
/** Maximum number of tasks that the answer names. */
const NAMED = 10;
const TOLD = 100;

export const taskArchive = defineCommand({
  name: 'task_archive',
  title: 'Archive tasks',
  summary:
    'Move closed tasks from the queue to the archive: those closed 90 days ago, or those that a filter selects. task_archive_restore moves them back.',
  group: 'admin',
  access: { effect: 'write' },
  input: () =>
    z.strictObject({
      filter: z.string().describe('Ids or a filter, of any age').default(''),
      before: dateInput(`Closed before this date or age; default without a filter: ${AGE}`).optional(),
      dry_run: flagInput().describe('Only list the tasks').optional(),
    }),
  output: () =>
    z.strictObject({
      count: z.int(),
      /** The first archived tasks. The field `kept` has the first tasks that stay in the queue. */
      tasks: outputs.tasks(),
      kept: z.array(z.strictObject({ id: z.int(), why: z.string() })),
      more: z.int(),
      dryRun: z.boolean(),
    }),
  async run(context, input, write) {
    const { archiveTasks, choiceForArchive } = await loadArchive();
    const wish = await wishOf(context, input);
    const dryRun = input.dry_run ?? false;
    const { tasks, kept, more } = dryRun
      ? choiceForArchive(context, context.store.state, wish)
      : await archiveTasks(context, write, () => wish, context.caller.progress);
    if (tasks.length === 0) refuseNothing(kept, wish, context.clock, await unfitting(context, input, wish));
    const stay = kept.slice(0, TOLD).map(({ task, why }) => ({ id: task.id, why }));
    return { count: tasks.length, tasks: tasks.slice(0, TOLD), kept: stay, more, dryRun };
  },
  show: {
    text: ({ count, tasks, kept, more, dryRun }, { caller }) => {
      const rest = dryRun ? 'named when they are archived' : callOf(caller, 'task_archive_list');
      const byId = [...tasks].sort((a, b) => a.id - b.id);
      const named = byId.slice(0, NAMED).map(nameText).join('; ');
      const lines = [
        `${dryRun ? 'Would archive' : 'Archived'} ${counted(count, 'task')}: ${named}${count > NAMED ? ` (+${count - NAMED} more: ${rest})` : ''}`,
        ...(kept.length > 0 ? [`Kept in the queue: ${keptText(kept, rest)}`] : []),
        ...(more > 0 ? [`${counted(more, 'more task')} can be archived. Run the command again.`] : []),
        ...(dryRun ? ['Nothing was changed.'] : []),
      ];
      return lines.join('\n');
    },
  },
  cli: {
    positional: ['filter'],
    selects: { field: 'filter', careful: true, meant: selected },
    examples: [
      'task archive',
      'task archive --dry-run',
      'task archive --before 30d',
      'task archive "project:web +COMPLETED"',
      'task archive 12,13',
    ],
  },
});

interface Asked {
  filter: string;
  before?: string | undefined;
}

async function wishOf(context: Context, { filter, before }: Asked): Promise<ArchiveLimits> {
  const named = filter.trim() !== '';
  const { namedForArchive } = await loadArchive();
  return {
    most: MOST_ARCHIVED,
    ...(named ? { only: await namedForArchive(context, filter) } : {}),
    ...(named && before === undefined ? {} : { before: await dateOf(context, before ?? AGE) }),
  };
}

/** Reads a date. A duration such as `90d` means that long before now. */
async function dateOf({ clock }: Context, text: string): Promise<Instant> {
  const age = resolveDuration(text);
  return age.ok ? toInstant(clock.now - age.ms) : readPastDate(text, 'before', clock);
}

/** Returns the tasks that a command line would archive, so that the question before the command can show them. */
async function selected(context: Context, input: Record<string, unknown>): Promise<Meant> {
  const { choiceForArchive } = await loadArchive();
  const wish = await wishOf(context, { filter: '', ...input });
  const { tasks } = choiceForArchive(context, context.store.state, wish);
  return { tasks, input: { filter: tasks.map(({ uuid }) => uuid).join(',') } };
}

/** Explains why a filter selects no closed task. */
async function unfitting(context: Context, { filter }: Asked, { only }: ArchiveLimits): Promise<string[] | undefined> {
  if (only === undefined || only.size > 0) return undefined;
  const { notes } = selectTasks(await compileContextFilter(context, filter), context.facts());
  return [`no closed task matches ${quoted(filter, 80)}`, ...notes];
}

function refuseNothing(
  kept: readonly { task: Task; why: string }[],
  { before }: ArchiveLimits,
  { zone }: Clock,
  [unfit, ...notes]: readonly string[] = [],
): never {
  const told = kept.map(({ task: { id }, why }) => ({ id, why }));
  const open = kept.find(({ task }) => isOpen(task));
  refuse(
    'nothing-to-do',
    kept.length > 0
      ? `nothing can be archived: ${keptText(told, 'task_list')}`
      : `nothing to archive: ${unfit ?? (before ? `no task was closed before ${formatFull(fromInstant(before), zone)}` : 'no task is closed')}`,
    {
      hint: [
        ...notes.map((note) => note.replace(/(?<![.!?])$/, '.')),
        ...(kept.some(({ why }) => why.startsWith('run ')) ? [WITH_RUN] : []),
        'Only closed tasks are archived, together with their subtasks and parent tasks.',
        ...(open ? [`To close it: \`task_done ${open.task.id}\`.`] : []),
      ].join(' '),
      data: { kept: told.slice(0, TOLD) },
    },
  );
}

/** Why a task with a run stays, in words that hold at each interface. */
const WITH_RUN = 'A task stays until its runs are merged or discarded: `run_list` shows them.';

function keptText(kept: readonly { id: number; why: string }[], rest: string): string {
  return listText(
    kept.map(({ id, why }) => `${id} (${why})`),
    { max: NAMED, rest },
  );
}

export const taskArchiveRestore = defineCommand({
  name: 'task_archive_restore',
  title: 'Restore from the archive',
  elsewhere: 'unarchive',
  summary: 'Move archived tasks back to the queue, with their documents and parent tasks.',
  group: 'admin',
  access: { effect: 'write' },
  input: () => z.strictObject({ id: idsInput().describe('Id, or several: "12,13"') }),
  output: () => z.strictObject({ tasks: outputs.tasks() }),
  async run(context, { id }, write) {
    if (id.length === 0) refuse('usage', 'id: expected at least one id, received none');
    const { restoreTasks } = await loadArchive();
    return { tasks: await restoreTasks(context, write, id, context.caller.progress) };
  },
  show: { text: ({ tasks }) => tasks.map((task) => `Restored ${nameText(task)} (${task.status})`).join('\n') },
  cli: { positional: ['id'], examples: ['task archive restore 12', 'task archive restore 12,15'] },
});
