import type { Priority } from '../task/task.ts';

/** How much each circumstance adds to urgency. Taskwarrior 2.6's names and defaults. */
export interface Coefficients {
  next: number;
  due: number;
  blocking: number;
  priority: Readonly<Record<Priority, number>>;
  scheduled: number;
  active: number;
  age: number;
  /** Days after which age counts in full. */
  ageMax: number;
  project: number;
  tags: number;
  annotations: number;
  waiting: number;
  blocked: number;
  /** project -> coefficient; holds for the project and everything below it. */
  projects: Readonly<Record<string, number>>;
  /** tag, or virtual tag in upper case -> coefficient, on top of the others. */
  tagged: Readonly<Record<string, number>>;
  /** text -> coefficient when the description contains it. */
  keywords: Readonly<Record<string, number>>;
  /** A task that blocks others is at least 0.01 more urgent than the most urgent of them. */
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
  projects: {},
  tagged: {},
  keywords: {},
  inherit: false,
};
