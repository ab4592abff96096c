import type { Priority } from '../task/task.ts';

/** Weights of the terms of urgency. Names and defaults are those of Taskwarrior 2.6, except for goals. */
export interface Coefficients {
  next: number;
  due: number;
  blocking: number;
  priority: Readonly<Record<Priority, number>>;
  scheduled: number;
  active: number;
  age: number;
  /** Number of days until the age term reaches its maximum. */
  ageMax: number;
  project: number;
  tags: number;
  annotations: number;
  waiting: number;
  blocked: number;
  /** For a task whose goal belongs to a bet in `now`. Not of Taskwarrior, as `severity`. */
  bet: number;
  /** For a task whose goal solves problems, times the severity of the worst of them divided by 5. */
  severity: number;
  /** Maps each project to its coefficient, which also applies to its subprojects. */
  projects: Readonly<Record<string, number>>;
  /** Maps each tag, or upper-case virtual tag, to an additional coefficient. */
  tagged: Readonly<Record<string, number>>;
  /** Maps each text to the coefficient for tasks whose description contains it. */
  keywords: Readonly<Record<string, number>>;
  /** If true, a task is at least 0.01 more urgent than the most urgent task that it blocks. */
  inherit: boolean;
}

export const DEFAULT_COEFFICIENTS: Coefficients = {
  next: 15,
  due: 12,
  blocking: 8,
  priority: { H: 6, M: 3.9, L: 1.8 },
  scheduled: 5,
  active: 4,
  age: 2,
  ageMax: 365,
  project: 1,
  tags: 1,
  annotations: 1,
  waiting: -3,
  blocked: -5,
  bet: 1,
  severity: 1,
  projects: {},
  tagged: {},
  keywords: {},
  inherit: false,
};
