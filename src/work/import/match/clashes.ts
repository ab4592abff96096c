import * as z from 'zod';
import { type Shape, typedAs } from '../../../base/shape.ts';
import { type Meeting, scopesMeet } from '../../../claims/index.ts';
import { task } from '../../../domain/kinds/schemas.ts';
import { findCycle } from '../../../domain/queue/graph.ts';
import type { TaskQueue } from '../../../domain/queue/queue.ts';
import type { Repositories } from '../../../domain/repository.ts';
import { entryText } from '../../../domain/scope-text.ts';
import { isOpen, type Task } from '../../../domain/task/task.ts';
import type { Context } from '../../workspace/context.ts';

/** Two open tasks that can be ready at once although their scopes overlap. */
export const clash = () =>
  z.strictObject({ first: task(), second: task(), meeting: typedAs<Meeting>(z.looseObject({ witness: z.string() })) });
export type Clash = Shape<typeof clash>;

/** Maximum number of tasks to compare, and maximum number of pairs in the message. */
const TASKS = 60;
export const CLASHES = 5;

/**
 * Finds pairs of tasks with overlapping scopes that don't depend on each other. Such pairs are probably mistakes in a
 * plan. Returns at most one pair more than the message shows, so that the message can mention further pairs.
 */
export function clashesOf(
  tasks: readonly Task[],
  { queue, caseInsensitive }: Pick<Context, 'queue' | 'caseInsensitive'>,
): Clash[] {
  const scoped = tasks.filter((task) => isOpen(task) && task.scope).slice(0, TASKS);
  const clashes: Clash[] = [];
  for (const [i, first] of scoped.entries()) {
    for (const second of scoped.slice(i + 1)) {
      const meeting = inOrder(queue, first, second)
        ? undefined
        : scopesMeet(first.scope ?? [], second.scope ?? [], { caseInsensitive });
      if (meeting) clashes.push({ first, second, meeting });
      if (clashes.length > CLASHES) return clashes;
    }
  }
  return clashes;
}

function inOrder(queue: TaskQueue, a: Task, b: Task): boolean {
  return waitsFor(queue, a, b) || waitsFor(queue, b, a) || a.parent === b.uuid || b.parent === a.uuid;
}

function waitsFor(queue: TaskQueue, task: Task, other: Task): boolean {
  return findCycle(queue, other.uuid, task.depends ?? []) !== undefined;
}

export function clashText({ first, second, meeting }: Clash, { all }: Repositories): string {
  const [mine, theirs] = [meeting.mine, meeting.theirs].map((entry) => entryText(entry, all));
  return `${first.id} and ${second.id} may be ready at the same time, but their scopes overlap in ${meeting.witness} (${mine}, ${theirs}). Narrow a scope, or add a dependency.`;
}
