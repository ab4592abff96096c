import * as z from 'zod';
import { type Shape, typedAs } from '../../base/shape.ts';
import { stored, task } from '../../domain/kinds/schemas.ts';
import type { Task } from '../../domain/task/task.ts';
import type { Tx } from '../../store/index.ts';
import { startTask } from '../task/life.ts';
import { eligibility, type Verdict } from './eligibility.ts';
import { type Choosing, candidateOf, snapshotOf } from './snapshot.ts';

const verdict = () => typedAs<Verdict>(z.looseObject({ task: task(), reasons: z.array(z.looseObject({})) }));

export const pulled = () =>
  z.strictObject({
    taken: z.strictObject({ task: task(), claim: stored('claim') }).nullable(),
    /** The tasks before the chosen one that the caller may not have, with the reasons. */
    passed: z.array(verdict()),
  });
export type Pulled = Shape<typeof pulled>;

/**
 * Finds the first `most` tasks that the caller may have. Also returns the tasks before the first of them. Changes nothing.
 */
export function firstFree(
  records: Parameters<typeof snapshotOf>[0],
  context: Choosing,
  candidates: Iterable<Task>,
  most: number,
): { tasks: Task[]; passed: Verdict[] } {
  const found: { tasks: Task[]; passed: Verdict[] } = { tasks: [], passed: [] };
  const who = { ...candidateOf(records, context.caller), how: 'pull' } as const;
  for (const verdict of eligibility(snapshotOf(records, context), who, candidates)) {
    if (verdict.reasons.length === 0) {
      if (found.tasks.push(verdict.task) === most) break;
    } else if (found.tasks.length === 0) found.passed.push(verdict);
  }
  return found;
}

/**
 * Number of free tasks to remember for the next attempts of a write. Each lost attempt means that somebody else took one
 * of them, or changed something else.
 */
const SPARE = 16;

/**
 * Returns a function that starts and claims the first free task in one transaction, so two callers never get the same
 * task. If another writer committed first, the transaction runs again. Then the function looks only at the free tasks
 * that it found before, because others wait for the end of a repeated attempt.
 * @param all returns all candidates, the best first
 * @param candidatesAmong returns those of the tasks that are candidates now
 */
export function pulling(all: () => Iterable<Task>, candidatesAmong: (tasks: readonly Task[]) => readonly Task[]) {
  let known: { free: readonly Task[]; passed: Verdict[] } | undefined;
  return (tx: Tx, context: Choosing): Pulled => {
    if (known) {
      const free = known.free.flatMap(({ uuid }) => tx.get('task', uuid) ?? []);
      const [task] = firstFree(tx, context, candidatesAmong(free), 1).tasks;
      if (task) return { taken: startTask(tx, context, task), passed: known.passed };
    }
    const { tasks, passed } = firstFree(tx, context, all(), SPARE);
    const [task] = tasks;
    known = { free: tasks, passed };
    return { taken: task ? startTask(tx, context, task) : null, passed };
  };
}
