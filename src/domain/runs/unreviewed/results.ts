import type { Run } from '../../records.ts';
import { isLive } from '../run-states.ts';

/**
 * Counts results for the limits of unreviewed ones: tasks with a result in review, other tasks with active runs, and active
 * runs. The attempts at a task bring one result to a person.
 */
export function countResults(runs: readonly Pick<Run, 'state' | 'task'>[]): {
  waiting: number;
  active: number;
  live: number;
} {
  const waiting = new Set(runs.filter(({ state }) => state === 'review').map(({ task }) => task));
  const live = runs.filter(({ state }) => isLive(state));
  const active = new Set(live.map(({ task }) => task).filter((task) => !waiting.has(task)));
  return { waiting: waiting.size, active: active.size, live: live.length };
}
