import { countResults } from '../../domain/runs/unreviewed.ts';
import type { Task } from '../../domain/task/task.ts';
import type { HoldReason, SchedulerSnapshot } from '../snapshot-types.ts';

type AreaHold = Extract<HoldReason, { why: 'area' }>;

/** The limits of unreviewed results by area, during one decision. */
export interface AreaLimits {
  /** Returns the reason against a start of the task: an area whose limit is reached. */
  against(task: Pick<Task, 'uuid'>): AreaHold | undefined;
  /** Counts a start. */
  take(task: Pick<Task, 'uuid'>): void;
}

/** Counts the results of each area: those in review, and those that active runs and tasks that start now can bring. */
export function areaLimits({ areas = [], runs }: Pick<SchedulerSnapshot, 'areas' | 'runs'>): AreaLimits {
  const counted = areas.map((area) => {
    const { waiting, active } = countResults(runs.filter(({ task }) => area.has(task)));
    return { ...area, waiting, active };
  });
  return {
    against({ uuid }) {
      const full = counted.find(({ has, most, waiting, active }) => waiting + active >= most && has(uuid));
      return full && { why: 'area', filter: full.filter, most: full.most, waiting: full.waiting, active: full.active };
    },
    take({ uuid }) {
      for (const area of counted) if (area.has(uuid)) area.active++;
    },
  };
}
