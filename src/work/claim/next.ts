import { formatActor } from '../../domain/actor.ts';
import type { Claim } from '../../domain/claim.ts';
import { toInstant } from '../../domain/instant.ts';
import type { Task } from '../../domain/task.ts';
import type { Tx } from '../../store/index.ts';
import { mirrorOf } from '../agent/mirror.ts';
import { sessionEnded } from '../agent/sessions.ts';
import { startTask, type Working } from '../task/life.ts';
import type { Caller, Context } from '../workspace/context.ts';
import { claimsHeld } from './claims.ts';
import { eligibility, type Snapshot, type Verdict, type Who } from './eligibility.ts';
import { linkedScope } from './linked.ts';

/** What a choice needs besides the transaction. */
export type Choosing = Working & Pick<Context, 'store'>;

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
  const who = { ...whoIs(context.caller), how: 'pull' } as const;
  for (const verdict of eligibility(snapshotOf(tx, context), who, candidates)) {
    if (verdict.reasons.length === 0) return { taken: startTask(tx, context, verdict.task), passed };
    passed.push(verdict);
  }
  return { taken: null, passed };
}

/** A caller as one who may be given a task. */
export function whoIs({ actor, holder }: Caller): Omit<Who, 'how'> {
  const names = [actor.name, ...(actor.agentType ? [actor.agentType] : [])];
  return { holder, session: actor.session, actor: formatActor(actor), names };
}

/** What the choice of a task depends on, as a transaction or the state at an instant (milliseconds since the epoch) shows it. */
export function snapshotOf(records: Pick<Tx, 'get' | 'all' | 'atMs'>, context: Choosing): Snapshot {
  const { queue, localHost, alive, caseInsensitive } = context;
  return {
    facts: { queue, instant: toInstant(records.atMs) },
    claims: claimsHeld(records),
    now: records.atMs,
    localHost,
    alive,
    caseInsensitive,
    claimedFor: (task) => linkedScope(task.scope ?? [], context),
    mirroredBy: (task) => {
      const session = mirrorOf(records, task)?.session;
      return session === undefined || sessionEnded(context, session) ? undefined : session;
    },
  };
}
