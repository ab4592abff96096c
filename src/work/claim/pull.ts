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
 * Finds the first `most` tasks that the caller may have. Also returns the skipped tasks before them. Changes nothing.
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
    if (verdict.reasons.length > 0) found.passed.push(verdict);
    else if (found.tasks.push(verdict.task) === most) break;
  }
  return found;
}

/** Starts and claims the first free task in one transaction, so two callers never get the same task. */
export function pullFirst(tx: Tx, context: Choosing, candidates: Iterable<Task>): Pulled {
  const { tasks, passed } = firstFree(tx, context, candidates, 1);
  const [task] = tasks;
  return { taken: task ? startTask(tx, context, task) : null, passed };
}
