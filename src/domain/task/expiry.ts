import { fromInstant, type Instant } from '../instant.ts';
import type { Task } from './task.ts';

/**
 * Has a pending task's `until` passed? As in Taskwarrior 2.6.2, a task that is still waiting is kept until it no longer waits, and
 * a recurrence template for good: its `until` ends the series.
 */
export function isExpired(task: Task, instant: Instant): boolean {
  if (task.status !== 'pending' || task.until === undefined) return false;
  return task.until < instant && (task.wait === undefined || task.wait <= instant);
}

/** @returns the first moment at which {@link isExpired} says yes, in epoch ms: instants are whole seconds. Infinity for a task that does not expire */
export function expiresAt({ status, until, wait }: Task): number {
  if (status !== 'pending' || until === undefined) return Number.POSITIVE_INFINITY;
  return Math.max(fromInstant(until) + SECOND_MS, wait === undefined ? 0 : fromInstant(wait));
}

const SECOND_MS = 1_000;

/** As a task that was deleted when its `until` passed. */
export function asDeleted(task: Task): Task {
  return { ...task, status: 'deleted', end: task.until };
}

/** Which tasks of a queue have expired. Time may also go back: then they are as they were stored. */
export interface Expiry {
  /** The task as it is at the current instant. */
  take(task: Task): Task;
  drop(uuid: string): void;
  /** Moves to an instant; gives the tasks that are different from then on. */
  settle(instant: Instant): Task[];
  /** uuids of the tasks that have expired by then. */
  expired(): Iterable<string>;
}

export function createExpiry(): Expiry {
  /** As stored, of those that an `until` can change. */
  const mortal = new Map<string, Task>();
  let at: Instant = '';
  const present = (task: Task) => (isExpired(task, at) ? asDeleted(task) : task);
  return {
    take(task) {
      if (task.until === undefined || task.status !== 'pending') {
        if (mortal.size > 0) mortal.delete(task.uuid);
        return task;
      }
      mortal.set(task.uuid, task);
      return present(task);
    },
    drop: (uuid) => mortal.delete(uuid),
    settle(instant) {
      if (instant === at) return [];
      const before = at;
      at = instant;
      const changed = [...mortal.values()].filter((task) => isExpired(task, before) !== isExpired(task, instant));
      return changed.map(present);
    },
    *expired() {
      for (const task of mortal.values()) if (isExpired(task, at)) yield task.uuid;
    },
  };
}
