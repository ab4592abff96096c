import { isOpen, type Task } from '../../domain/task/task.ts';
import type { Tx } from '../../store/index.ts';

/** An item of a session's to-do list that its client shows as it no longer is in the queue. */
export interface StaleItem {
  /** The client's id of the item. */
  item: string;
  task: Task;
}

/** Lists the items of a session that changed in the queue, but not in the client's list. */
export function staleItems(records: Pick<Tx, 'all' | 'get'>, session: string): StaleItem[] {
  return Array.from(records.all('mirror'), ([, mirror]) => mirror).flatMap((mirror) => {
    const task = mirror.session === session ? records.get('task', mirror.task) : undefined;
    if (!task || !mirror.shown) return [];
    const { description, closed } = mirror.shown;
    const isSame = closed === !isOpen(task) && (closed || description === task.description);
    return isSame ? [] : [{ item: mirror.clientTask, task }];
  });
}
