import { shellWord } from '../../base/shell-word.ts';
import { callOf } from '../../domain/calls/door.ts';
import type { BacklogError } from '../../domain/errors.ts';
import { isNothing } from '../../domain/fields/nothing.ts';
import type { Task } from '../../domain/task/task.ts';
import type { Undecided } from '../../report/sync-result.ts';
import type { OpenFile } from '../../sources/index.ts';
import type { Context } from '../workspace/context.ts';
import type { SyncRow } from './row-values.ts';
import type { SyncOptions } from './sync-plan.ts';

type Named = Pick<SyncOptions, 'said'>;

/** Describes a task whose line was removed from the file. */
export function removed(context: Context, { id, description }: Task, options: Named): Undecided {
  return {
    kind: 'removed',
    id,
    description,
    message: 'its line was removed from the file',
    say: [
      `Delete the task: ${again(context, options, 'theirs', id)}`,
      `Write its line again: ${again(context, options, 'ours', id)}`,
    ],
  };
}

/** Describes a field that both sides changed differently, or that differs without an earlier synchronisation. */
export function conflict(
  context: Context,
  {
    row,
    present,
    field,
    queue,
    isFirst,
    options,
  }: { row: SyncRow; present: Task; field: string; queue: unknown; isFirst: boolean; options: Named },
): Undecided {
  const shown = (value: unknown) => (isNothing(value, field) && field !== 'status' ? null : value);
  return {
    ...{ kind: 'field', id: present.id, ...lineOf(row.row), description: present.description, field },
    ...{ queue: shown(queue), file: shown(row.values[field]) },
    message: isFirst
      ? `${field}: differs, and no earlier sync of this file shows which side changed it`
      : `${field}: changed in both`,
    say: [
      `Keep the queue's value: ${again(context, options, 'ours', present.id)}`,
      `Take the file's value: ${again(context, options, 'theirs', present.id)}`,
    ],
  };
}

/** Describes a line whose task is no longer in the queue. */
export function gone(context: Context, row: SyncRow, options: Named): Undecided {
  return {
    ...{ kind: 'gone', ...lineOf(row.row), description: String(row.values.description) },
    message: 'its task is no longer in the queue',
    say: [
      `Remove the line: ${again(context, options, 'ours', row.uuid)}`,
      `Add the task again: ${again(context, options, 'theirs', row.uuid)}`,
    ],
  };
}

/** Describes a line that can't be removed, because lines below it stay. */
export function unremoved(row: OpenFile['rows'][number]): Undecided {
  return {
    ...{ kind: 'gone', ...lineOf(row), description: String(row.known.description) },
    message: 'its task is no longer in the queue, but lines below it stay',
    say: ['Remove the line by hand, or move the lines below it first.'],
  };
}

/** Describes a changed line whose task is archived. */
export function archivedRow({ caller }: Pick<Context, 'caller'>, row: SyncRow, { id }: Task): Undecided {
  return {
    ...{ kind: 'gone', id, ...lineOf(row.row), description: String(row.values.description) },
    message: 'its task is archived, so the queue does not get the change of the line',
    say: [`Restore the task first: ${callOf(caller, 'task_archive_restore', String(id))}`],
  };
}

/** Describes a line that the queue refuses. */
export function refusedRow(row: SyncRow, { message, hint }: BacklogError): Undecided {
  return {
    kind: 'refused',
    ...(row.present ? { id: row.present.id } : {}),
    ...lineOf(row.row),
    description: String(row.values.description ?? ''),
    message,
    say: hint === undefined ? [] : [hint],
  };
}

/** Describes a criterion that is ticked in the file without evidence in the queue. */
export function unproven(
  { caller }: Pick<Context, 'caller'>,
  row: SyncRow,
  { id, description }: Task,
  { id: criterion, text }: { id: string; text: string },
): Undecided {
  return {
    ...{ kind: 'evidence', id, ...lineOf(row.row), description },
    message: `criterion "${text}" is ticked in the file, but has no evidence`,
    say: [`Record it: ${callOf(caller, 'task_annotate', `${id} "EVIDENCE" --criterion ${criterion}`)}`],
  };
}

/** Describes a line with the mark of another one. */
export function twice(row: OpenFile['rows'][number], first: OpenFile['rows'][number]): Undecided {
  const { line, row: number } = first.place;
  return {
    kind: 'twice',
    row: row.place.row - 1,
    ...lineOf(row),
    description: String(row.known.description),
    message: `it has the mark of ${line === undefined ? `row ${number}` : `line ${line}`}`,
    say: ['Remove the mark from the copy, which then becomes a task of its own.'],
  };
}

/** Describes a line whose words several tasks have. */
export function ambiguous(index: number, row: OpenFile['rows'][number], tasks: readonly Task[]): Undecided {
  return {
    kind: 'ambiguous',
    row: index,
    ...lineOf(row),
    description: String(row.known.description),
    message: `tasks ${tasks.map(({ id }) => id).join(', ')} have these words`,
    say: tasks.slice(0, 3).map(({ id, uuid }) => `Mark the line with \`<!-- task ${uuid} -->\` if it is task ${id}.`),
  };
}

/** Describes a task that the file can't show. */
export function unwritten({ id, description }: { id?: number; description: string }, where: { line?: number }) {
  return {
    kind: 'unwritten' as const,
    ...(id === undefined ? {} : { id }),
    ...where,
    description,
    message: 'the file cannot show its values so that they read back',
    say: ['Change its line or its task by hand.'],
  };
}

export const lineOf = ({ place }: Pick<OpenFile['rows'][number], 'place'>) =>
  place.line === undefined ? {} : { line: place.line };

/** Returns the call that lets one side win for a task. */
function again(
  { caller }: Pick<Context, 'caller'>,
  { said }: Named,
  side: 'ours' | 'theirs',
  id: number | string,
): string {
  const file = shellWord(said);
  if (caller.door === 'cli') return `backlog sync ${file} --${side} ${id}`;
  return callOf(caller, 'task_sync', `${file} --ids ${id} --${side}`);
}
