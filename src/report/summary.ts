import * as z from 'zod';
import type { Shape } from '../base/shape.ts';
import { fromInstant } from '../domain/instant.ts';
import type { Task } from '../domain/task/task.ts';

/** Progress of a project, including the tasks of its subprojects. */
export const projectSummary = () =>
  z.strictObject({
    /** `web.ui`; empty for tasks without a project. */
    project: z.string(),
    /** Depth of the project: the number of dots in its name. */
    depth: z.int(),
    open: z.int(),
    done: z.int(),
    /** Completed tasks as a percentage of open and completed ones, 0 to 100, rounded down. */
    percent: z.int(),
    /** Average age in milliseconds: of open tasks until now, of completed tasks until their end. */
    averageAgeMs: z.int(),
  });
export type ProjectSummary = Shape<typeof projectSummary>;

/**
 * Returns one row per project, like Taskwarrior's `summary`. A project comes before its subprojects. Tasks without a
 * project come last.
 * @param all includes projects without open tasks
 */
export function summaryOfProjects(
  tasks: readonly Task[],
  { now, all }: { now: number; all: boolean },
): ProjectSummary[] {
  const sums = new Map<string, { open: number; done: number; age: number }>();
  for (const task of tasks) {
    if (task.status !== 'pending' && task.status !== 'completed') continue;
    const until = task.status === 'completed' && task.end !== undefined ? fromInstant(task.end) : now;
    for (const project of withOuter(task.project ?? '')) {
      const sum = sums.get(project) ?? { open: 0, done: 0, age: 0 };
      sum[task.status === 'pending' ? 'open' : 'done']++;
      sum.age += Math.max(0, until - fromInstant(task.entry));
      sums.set(project, sum);
    }
  }
  return [...sums]
    .filter(([, { open }]) => all || open > 0)
    .sort(([a], [b]) => byName(a, b))
    .map(([project, { open, done, age }]) => ({
      project,
      depth: project.split('.').length - 1,
      open,
      done,
      percent: Math.floor((100 * done) / (open + done)),
      averageAgeMs: Math.round(age / (open + done)),
    }));
}

/** Returns a project and the projects that contain it: `a.b.c` gives `a`, `a.b` and `a.b.c`. */
function withOuter(project: string): string[] {
  const names = project.split('.');
  return names.map((_, i) => names.slice(0, i + 1).join('.'));
}

/** Compares names part by part, so that `a.b` follows `a` and not `a-c`. */
function byName(a: string, b: string): number {
  if (a === '' || b === '') return a === b ? 0 : a === '' ? 1 : -1;
  const [as, bs] = [a.split('.'), b.split('.')];
  const at = as.findIndex((name, i) => name !== bs[i]);
  if (at < 0) return as.length - bs.length;
  return bs[at] === undefined ? 1 : as[at]! < bs[at] ? -1 : 1;
}
