import { FIRST_INSTANT, fromInstant, type Instant } from '../instant.ts';
import { overEverywhere } from '../task-date.ts';
import type { Task } from './task.ts';

/**
 * Checks whether a pending task has expired, because its `until` is past: a day when it is over in every time zone, so
 * that all processes agree. As in Taskwarrior 2.6.2, a waiting task doesn't expire before its wait date. A recurrence template never expires: its `until` ends the series.
 */
export function isExpired(task: Task, instant: Instant): boolean {
  if (task.status !== 'pending' || task.until === undefined) return false;
  return overEverywhere(task.until) < instant && (task.wait === undefined || overEverywhere(task.wait) <= instant);
}

/**
 * Returns the first moment at which {@link isExpired} is true, in epoch ms.
 * @returns Infinity if there is no such moment
 */
export function expiresAt({ status, until, wait }: Task): number {
  if (status !== 'pending' || until === undefined) return Number.POSITIVE_INFINITY;
  return Math.max(
    fromInstant(overEverywhere(until)) + SECOND_MS,
    wait === undefined ? 0 : fromInstant(overEverywhere(wait)),
  );
}

const SECOND_MS = 1_000;

/** Returns an expired task: deleted, with its `until` as end. */
export function asDeleted(task: Task): Task {
  return { ...task, status: 'deleted', end: task.until === undefined ? undefined : overEverywhere(task.until) };
}

/** Checks whether somebody works on a task, by its uuid. Such a task doesn't expire until it is released. */
export type IsHeld = (uuid: string) => boolean;

/** Finds the tasks of a queue that expire. If the time moves back, they become pending again. */
export interface Expiry {
  /** Adds a task. @returns the task with its status at the current instant */
  take(task: Task): Task;
  drop(uuid: string): void;
  /**
   * Sets the current instant.
   * @returns the tasks that expire by this change, or are no longer expired
   */
  settle(instant: Instant): Task[];
  /** Returns the uuids of expired tasks. */
  expired(): Iterable<string>;
}

export function createExpiry(isHeld: IsHeld = () => false): Expiry {
  /** Stored tasks that can expire. */
  const mortal = new Map<string, Task>();
  let at = FIRST_INSTANT;
  const present = (task: Task) => (isExpired(task, at) && !isHeld(task.uuid) ? asDeleted(task) : task);
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
      for (const task of mortal.values()) if (isExpired(task, at) && !isHeld(task.uuid)) yield task.uuid;
    },
  };
}
