import type { Priority } from './task.ts';

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

/** What each coefficient is multiplied with, for documentation. */
export const URGENCY_FACTORS: Readonly<Record<keyof Coefficients, string>> = {
  next: '1 with the tag `next`, beside the term for tags',
  due: '1 when overdue by 7 days or more, falling evenly to 0.2 at 14 days ahead and before (0.733 when it is due now)',
  blocking: '1 when an open task waits for it',
  priority: '1 with that priority',
  scheduled: '1 when scheduled in the past',
  active: '1 when started',
  age: 'whole days since entry, divided by `urgency.age.max`, at most 1',
  ageMax: 'the days after which age counts in full; no coefficient',
  project: '1 with a project',
  tags: '0.8, 0.9, 1 for one, two, more tags',
  annotations: '0.8, 0.9, 1 for one, two, more annotations',
  waiting: '1 while waiting',
  blocked: '1 when it waits for an open task',
  projects: '1 in that project or below it',
  tagged: '1 with that tag, virtual ones included',
  keywords: '1 when the description contains the text',
  inherit: 'when true, a task that blocks others is more urgent than the most urgent of them',
};
