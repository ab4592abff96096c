import type { TaskQueue } from '../../domain/queue/queue.ts';
import type { Task } from '../../domain/task/task.ts';

/** A set that contains at least the tasks that a filter selects. Testing these is cheaper than testing all tasks. */
export interface Candidates {
  /** Name of the index that found the tasks: `tag bug`, `open tasks`. */
  index: string;
  /** Maximum number of tasks in the set. */
  size: number;
  tasks(): Iterable<Task>;
}

export function openTasks(queue: TaskQueue): Candidates {
  return { index: 'open tasks', size: queue.openSize, tasks: () => queue.open() };
}

export function ofUuids(index: string, uuids: ReadonlySet<string>, queue: TaskQueue): Candidates {
  return { index, size: uuids.size, tasks: () => [...uuids].flatMap((uuid) => queue.get(uuid) ?? []) };
}

export function ofTasks(index: string, tasks: Iterable<Task | undefined>): Candidates {
  const found = [...new Set(tasks)].filter((task) => task !== undefined);
  return { index, size: found.length, tasks: () => found };
}

/** Returns the smallest of several sets. For `and`, any set suffices: each contains all matching tasks. */
export function smallest(found: readonly (Candidates | undefined)[]): Candidates | undefined {
  let best: Candidates | undefined;
  for (const candidates of found) if (candidates && (!best || candidates.size < best.size)) best = candidates;
  return best;
}

/**
 * Returns the union of several sets, each task once.
 * @returns undefined if one of the sets is undefined
 */
export function union(found: readonly (Candidates | undefined)[], index?: string): Candidates | undefined {
  const all: Candidates[] = [];
  for (const candidates of found) {
    if (!candidates) return undefined;
    all.push(candidates);
  }
  return {
    index: index ?? all.map((candidates) => candidates.index).join(' + '),
    size: all.reduce((sum, { size }) => sum + size, 0),
    *tasks() {
      const seen = new Set<string>();
      for (const candidates of all) {
        for (const task of candidates.tasks()) {
          if (seen.has(task.uuid)) continue;
          seen.add(task.uuid);
          yield task;
        }
      }
    },
  };
}
