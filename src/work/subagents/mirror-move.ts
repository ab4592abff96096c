import type { BacklogError } from '../../domain/errors.ts';
import { isOpen, isStep, type Task } from '../../domain/task/task.ts';
import type { Tx } from '../../store/index.ts';
import { closeRefused, closeTask, completeRefused, deleteRefused, deleteTask, reopened } from '../task/close.ts';
import { startRefused, startTask, stopRefused, stopTask, type WorkInput } from '../task/life.ts';
import { putTask } from '../task/put-task.ts';

/** The states of a task in the client's own list, in the client's words. */
export const CLIENT_STATUSES = ['pending', 'in_progress', 'completed', 'deleted'] as const;
export type ClientStatus = (typeof CLIENT_STATUSES)[number];

export type MirrorMove = 'complete' | 'delete' | 'stop' | 'reopen' | 'start';

/** Returns the steps that change a task to its state in the client's list. Empty if it already has that state. */
export function movesTo(task: Pick<Task, 'status' | 'start'>, status: ClientStatus | undefined): MirrorMove[] {
  const reopening: MirrorMove[] = isOpen(task) ? [] : ['reopen'];
  switch (status) {
    case 'completed':
      return task.status === 'completed' ? [] : [...reopening, 'complete'];
    case 'deleted':
      return task.status === 'deleted' ? [] : ['delete'];
    case 'pending':
      return task.start ? ['stop'] : reopening;
    case 'in_progress':
      return task.start ? [] : [...reopening, 'start'];
    case undefined:
      return [];
  }
}

interface Step {
  /** Returns the reason why the step isn't possible now; undefined if it is possible. Changes nothing. */
  refused(tx: Tx, working: WorkInput, task: Task): BacklogError | undefined;
  take(tx: Tx, working: WorkInput, task: Task): Task;
}

export const MOVES: Readonly<Record<MirrorMove, Step>> = {
  // A step is as done as its session says. A task that an item is bound to needs its evidence.
  complete: {
    refused: (tx, working, task) => (isStep(task) ? closeRefused : completeRefused)(tx, working, task),
    take: closeTask,
  },
  delete: { refused: deleteRefused, take: deleteTask },
  stop: { refused: stopRefused, take: stopTask },
  reopen: {
    refused: () => undefined,
    take: (tx, _, task) => putTask(tx, reopened(task, tx.at)),
  },
  start: {
    refused: (tx, working, task) => startRefused(tx, working, task, { force: isStep(task) }),
    take: (tx, working, task) => startTask(tx, working, task, { force: isStep(task) }).task,
  },
};
