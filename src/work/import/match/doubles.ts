import { callOf, inputOf } from '../../../domain/calls/door.ts';
import { isOpen, type Task } from '../../../domain/task/task.ts';
import type { Context } from '../../workspace/context.ts';
import type { Draft } from '../draft-rows.ts';
import type { Ways } from '../import-row.ts';
import { idsText } from './archived.ts';

/**
 * Finds new rows that repeat the text of an open task. Omits such a row if a person wrote it by hand; references to it
 * then mean the open task. Imports other such rows with a warning.
 */
export function dropDoubles(
  drafts: readonly Draft[],
  { queue, caller }: Pick<Context, 'queue' | 'caller'>,
  { again }: Ways,
): { others: Draft[]; told: string | undefined } {
  const isNew = drafts.filter(({ present }) => !present);
  if (isNew.length === 0 || again) return { others: [...drafts], told: undefined };
  const open = new Map(Array.from(queue.open(), (task) => [saying(task), task]));
  const twins = new Map<string, Task>();
  const meant = (uuid: string) => twins.get(uuid)?.uuid ?? uuid;
  // Repeats until nothing changes, because a child of an omitted row can repeat a task, too.
  for (let before = -1; before < twins.size; ) {
    before = twins.size;
    for (const { uuid, task } of isNew) {
      const twin = isOpen(task) ? open.get(saying(task, meant)) : undefined;
      if (twin && !twins.has(uuid)) twins.set(uuid, twin);
    }
  }
  const isLeft = ({ uuid, row }: Draft) => row.byHand !== undefined && twins.has(uuid);
  const [left, said] = [isNew.filter(isLeft), isNew.filter((draft) => twins.has(draft.uuid) && !isLeft(draft))];
  const leftOut = new Set(left.map(({ uuid }) => uuid));
  const others = drafts.filter(({ uuid }) => !leftOut.has(uuid));
  if (leftOut.size > 0)
    for (const { task } of others) nameTwins(task, (uuid) => (leftOut.has(uuid) ? meant(uuid) : uuid));
  const told = [
    left.length === 0
      ? undefined
      : left.length === 1
        ? `one row has the words of open task ${idsOf(left, twins)} and was left out; ${inputOf(caller.door, 'again')} imports it as a new task`
        : `${left.length} rows have the words of open tasks and were left out: ${idsOf(left, twins)}; ${inputOf(caller.door, 'again')} imports them as new tasks`,
    said.length === 0
      ? undefined
      : `${said.length === 1 ? 'one new task has the words of open task' : `${said.length} new tasks have the words of open tasks`} ${idsOf(said, twins)}; ${callOf(caller, 'task_undo')} undoes the import`,
  ].filter((line) => line !== undefined);
  return { others, told: told.length > 0 ? told.join('; ') : undefined };
}

function idsOf(drafts: readonly Draft[], twins: ReadonlyMap<string, Task>): string {
  return idsText(drafts.map(({ uuid }) => twins.get(uuid)!.id));
}

function nameTwins(task: Draft['task'], meant: (uuid: string) => string): void {
  if (task.parent !== undefined) task.parent = meant(task.parent);
  if (task.depends) task.depends = task.depends.map(meant);
}

function saying(
  { description, project = '', parent = '' }: Pick<Task, 'description' | 'project' | 'parent'>,
  meant = (uuid: string) => uuid,
): string {
  return JSON.stringify([project, meant(parent), description]);
}
