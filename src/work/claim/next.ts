import { leaseState } from '../../claims/index.ts';
import type { Claim } from '../../domain/claim.ts';
import { BacklogError } from '../../domain/errors.ts';
import type { Task } from '../../domain/task.ts';
import type { Tx } from '../../store/index.ts';
import { mirrorOf } from '../agent/mirror.ts';
import { startTask, type Working } from '../task/life.ts';
import { claimsHeld } from './claims.ts';

/** Why a ready task was not given to the caller. */
export type Passed = 'held' | 'scope' | 'assigned' | 'handed-off' | 'mirrored';

export interface Pulled {
  taken: { task: Task; claim: Claim } | null;
  /** Ready tasks that the caller could not have, with the reason. */
  passed: { task: Task; why: Passed; message?: string }[];
}

/**
 * Gives the caller the first of the candidates that it may take: starts it and claims its scope, in the caller's
 * transaction, so that no two callers ever get the same one. Candidates are ready, most urgent first.
 */
export function pullFirst(
  tx: Tx,
  working: Working,
  candidates: readonly Task[],
  sessionEnded: (session: string) => boolean,
): Pulled {
  const passed: Pulled['passed'] = [];
  for (const task of candidates) {
    const why = notFor(tx, working, task, sessionEnded);
    if (why) {
      passed.push({ task, why });
      continue;
    }
    try {
      return { taken: startTask(tx, working, task), passed };
    } catch (error) {
      if (!(error instanceof BacklogError) || error.code !== 'claimed') throw error;
      passed.push({ task, why: 'scope', message: error.message });
    }
  }
  return { taken: null, passed };
}

function notFor(tx: Tx, working: Working, task: Task, sessionEnded: (session: string) => boolean): Passed | undefined {
  const { actor } = working.caller;
  if (task.agent && task.agent !== actor.agentType && task.agent !== actor.name) return 'assigned';
  if (task.handoff && task.handoff.session === actor.session) return 'handed-off';
  const mirror = mirrorOf(tx, task);
  if (mirror && mirror.session !== actor.session && !sessionEnded(mirror.session)) return 'mirrored';
  return isHeld(tx, working, task) ? 'held' : undefined;
}

/** By anybody who lives, the caller included: `next` is for new work. */
function isHeld(tx: Tx, { localHost, alive }: Working, task: Task): boolean {
  const around = { now: tx.atMs, localHost, alive };
  return claimsHeld(tx).some((claim) => claim.task === task.uuid && leaseState(claim, around) === 'held');
}
