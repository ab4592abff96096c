import { act } from '../../data/act.ts';
import type { MenuItem } from '../../parts/menu.tsx';
import { go, hrefOf } from '../../shell/route.ts';
import type { KnownTask, ShownNode } from './answer.ts';

/** The side of a task on which a dependency is added. */
export type LinkSide = 'before' | 'after';

export function nodeMenu(node: ShownNode, known: KnownTask, pick: (side: LinkSide) => void): MenuItem[] {
  const { id, gone = [] } = node;
  const named = (other: number) => `#${other} ${known.nodes.get(other)?.description ?? ''}`;
  const waits = (known.before.get(id) ?? []).filter((other) => !known.parts.has(`${other}>${id}`));
  const holds = (known.after.get(id) ?? []).filter((other) => !known.parts.has(`${id}>${other}`));
  return [
    { title: 'Open the task', run: () => go(hrefOf('task', [id])) },
    { title: 'Add a task that blocks it …', run: () => pick('before') },
    { title: 'Add a task that it blocks …', run: () => pick('after') },
    ...waits.map((other) => ({
      title: `Remove the dependency on #${other}`,
      note: named(other),
      run: () => void removeDependency(node, other),
    })),
    ...holds.map((other) => ({
      title: `Remove the dependency of #${other}`,
      note: named(other),
      run: () => void removeDependency({ id: other }, id),
    })),
    ...gone.map(({ uuid, id: number }) => ({
      title: `Remove the dependency on ${number === undefined ? uuid.slice(0, 8) : `#${number}`}, which no longer exists`,
      run: () => void removeDependency(node, uuid),
    })),
  ];
}

/** Adds a dependency. The server refuses cycles and names them. */
export function addDependency(after: number, before: number): Promise<unknown> {
  return act(
    'task_modify',
    { filter: String(after), depends: [`+${before}`] },
    { done: `#${before} now blocks #${after}`, undo: true },
  );
}

/** Removes a dependency. `before` is the number of a task, or the uuid of a purged task. */
function removeDependency({ id }: Pick<ShownNode, 'id'>, before: number | string): Promise<unknown> {
  const named = typeof before === 'number' ? `#${before}` : 'the removed task';
  return act(
    'task_modify',
    { filter: String(id), depends: [`-${before}`] },
    { done: `#${id} is no longer blocked by ${named}`, undo: true },
  );
}
