import * as z from 'zod';
import type { Shape } from '../base/shape.ts';
import { fromInstant } from '../domain/instant.ts';
import type { Task } from '../domain/task/task.ts';

/** How far a project is: its own tasks and those of the projects inside it. */
export const projectSummary = () =>
  z.strictObject({
    /** `web.ui`; empty for tasks without one. */
    project: z.string(),
    /** How many dots are before its last name. */
    depth: z.int(),
    open: z.int(),
    done: z.int(),
    /** Of open and done, done: 0 to 100. */
    percent: z.int(),
    /** Of open tasks until now, of completed ones until they were done. In milliseconds. */
    averageAgeMs: z.int(),
  });
export type ProjectSummary = Shape<typeof projectSummary>;

/** One row for each project with tasks that are open or done, a project before those inside it, tasks without one last. As Taskwarrior's `summary`. */
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

/** `a.b.c` counts for `a`, `a.b` and itself. */
function withOuter(project: string): string[] {
  const names = project.split('.');
  return names.map((_, i) => names.slice(0, i + 1).join('.'));
}

/** Names part by part, so that `a.b` stands below `a` and not behind `a-c`. */
function byName(a: string, b: string): number {
  if (a === '' || b === '') return a === b ? 0 : a === '' ? 1 : -1;
  const [as, bs] = [a.split('.'), b.split('.')];
  const at = as.findIndex((name, i) => name !== bs[i]);
  if (at < 0) return as.length - bs.length;
  return bs[at] === undefined ? 1 : as[at]! < bs[at] ? -1 : 1;
}
