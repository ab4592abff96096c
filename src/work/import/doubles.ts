import { callOf } from '../../domain/door.ts';
import type { Task } from '../../domain/task.ts';
import type { Context } from '../workspace/context.ts';
import type { Draft } from './draft-rows.ts';

/** Ids that a warning names. */
const NAMED = 10;

/** Warns of new tasks that say what open tasks say already, as those of a file that is imported once more do when its rows have no ids. */
export function doublesText(drafts: readonly Draft[], { queue, caller }: Context): string | undefined {
  const isNew = drafts.filter(({ present }) => !present);
  if (isNew.length === 0) return undefined;
  const open = new Map(Array.from(queue.open(), (task) => [saying(task), task.id]));
  const ids = isNew.flatMap(({ task }) => open.get(saying(task)) ?? []);
  if (ids.length === 0) return undefined;
  const shown = ids.slice(0, NAMED).join(', ') + (ids.length > NAMED ? `, … and ${ids.length - NAMED} more` : '');
  const which =
    ids.length === 1
      ? 'one new task says what an open one says that was here'
      : `${ids.length} new tasks say what open ones say that were here`;
  return `${which}: ${shown}; ${callOf(caller, 'task_undo')} takes the import back`;
}

const saying = ({ description, project = '' }: Pick<Task, 'description' | 'project'>) => `${project}\n${description}`;
