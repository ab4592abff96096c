import { counted } from '../base/amounts.ts';
import type { Call } from '../domain/calls/call.ts';
import type { Task } from '../domain/task/task.ts';
import { resolveDuration } from '../time/index.ts';
import { modify, rule } from './rule.ts';
import type { Thresholds } from './thresholds.ts';

const HOUR_MS = 3_600_000;

export const large = rule<Call>({
  name: 'large',
  means: 'tasks that are too large, or whose scope is every file',
  *find({ single, limits }) {
    for (const task of single) {
      const why = size(task, limits);
      if (why) yield { task, why, detail: split(task) };
      if (task.scope?.some(({ glob }) => EVERYTHING.has(glob)))
        yield {
          task,
          why: 'its scope is every file, so nobody else can work while it is claimed',
          detail: modify(task, { scope: '<globs of the files it changes>' }),
        };
    }
  },
  mend: ({ detail }) => [detail],
});

/** Globs that match every file. */
const EVERYTHING = new Set(['**', '**/*', '*/**', './**']);

function size({ estimate, acceptance = [], scope = [] }: Task, limits: Thresholds): string | undefined {
  const length = estimate === undefined ? undefined : resolveDuration(estimate);
  const hours = length?.ok ? length.ms / HOUR_MS : 0;
  if (hours > limits.hours)
    return `it is estimated at ${counted(Math.round(hours), 'hour')}, more than ${limits.hours}`;
  if (acceptance.length > limits.criteria)
    return `it has ${counted(acceptance.length, 'criterion')}, more than ${limits.criteria}`;
  if (scope.length > limits.globs) return `its scope has ${counted(scope.length, 'glob')}, more than ${limits.globs}`;
  return undefined;
}

/** Returns the call that splits a task into subtasks. The rule doesn't check the size of a task with open subtasks. */
function split({ id }: Task): Call {
  const part = (n: number) => ({ description: `<part ${n}>`, parent: String(id) });
  return { command: 'task_import', words: {}, flags: { tasks: [part(1), part(2)] } };
}
