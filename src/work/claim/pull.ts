import type { Claim } from '../../domain/claim.ts';
import type { Task } from '../../domain/task.ts';
import type { Tx } from '../../store/index.ts';
import { startTask } from '../task/life.ts';
import { eligibility, type Verdict } from './eligibility.ts';
import { type Choosing, snapshotOf, whoIs } from './snapshot.ts';

export interface Pulled {
  taken: { task: Task; claim: Claim } | null;
  /** What came before it and the caller may not have, with the reasons. */
  passed: Verdict[];
}

/**
 * Gives the caller the first of the candidates that it may have: starts it and claims its scope, in the caller's transaction, so
 * that no two callers ever get the same one.
 */
export function pullFirst(tx: Tx, context: Choosing, candidates: Iterable<Task>): Pulled {
  const passed: Verdict[] = [];
  const who = { ...whoIs(tx, context.caller), how: 'pull' } as const;
  for (const verdict of eligibility(snapshotOf(tx, context), who, candidates)) {
    if (verdict.reasons.length === 0) return { taken: startTask(tx, context, verdict.task), passed };
    passed.push(verdict);
  }
  return { taken: null, passed };
}
