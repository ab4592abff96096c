import { act } from '../../data/act.ts';
import type { GraphNode } from './answer.ts';

/** Adds a dependency. The server refuses cycles and names them. */
export function addDependency(after: number, before: number): Promise<unknown> {
  return act(
    'task_modify',
    { filter: String(after), depends: [`+${before}`] },
    { done: `#${before} now blocks #${after}`, undo: true },
  );
}

/** Removes a dependency. `before` is the number of a task, or the uuid of a purged task. */
export function removeDependency({ id }: Pick<GraphNode, 'id'>, before: number | string): Promise<unknown> {
  const named = typeof before === 'number' ? `#${before}` : 'the removed task';
  return act(
    'task_modify',
    { filter: String(id), depends: [`-${before}`] },
    { done: `#${id} is no longer blocked by ${named}`, undo: true },
  );
}
