import { lazy, onceEach } from '../../base/lazy.ts';
import { formatActor } from '../../domain/actor.ts';
import { readerNow } from '../../domain/date-in-zone.ts';
import type { Tx } from '../../store/index.ts';
import { agentNames, recordOfCaller } from '../agents/known-agents.ts';
import type { WorkInput } from '../task/life.ts';
import type { Caller, Context } from '../workspace/context.ts';
import { claimsHeld, forkOrigin } from './claims.ts';
import type { ClaimSnapshot, PossibleHolder } from './eligibility.ts';
import { leaseFacts } from './lease-facts.ts';
import { linkedScope } from './linked.ts';
import { occupiedIn } from './run-of.ts';

/** The facts about the caller and the machine that a choice of tasks needs, in addition to the transaction. */
export type Choosing = WorkInput & Pick<Context, 'store' | 'locator' | 'clock'>;

/** Returns the caller as the possible holder of a task. */
export function candidateOf(records: Pick<Tx, 'get' | 'all'>, caller: Caller): Omit<PossibleHolder, 'how'> {
  const { actor, holder } = caller;
  const agent = recordOfCaller(records, caller);
  return { holder, session: actor.session, actor: formatActor(actor), names: agentNames(actor), agent };
}

/**
 * Builds the snapshot of a transaction, or of the state at `atMs` in epoch ms. Finds the workspace of each folder only
 * once.
 */
export function snapshotOf(records: Pick<Tx, 'get' | 'all' | 'atMs'>, context: Choosing): ClaimSnapshot {
  const { queue, caseInsensitive, repositories } = context;
  const occupied = lazy(() => occupiedIn(records));
  const locate = lazy(() => onceEach(context.locator()));
  return {
    facts: { queue, ...readerNow({ now: records.atMs, zone: () => context.clock.zone }) },
    claims: claimsHeld(records),
    repositories: repositories.all,
    ...leaseFacts(records, context, records.atMs),
    caseInsensitive,
    claimedFor: ({ scope = [] }) => (scope.length > 0 ? linkedScope(scope, { locate: locate(), repositories }) : []),
    originOf: (holder) => forkOrigin(records, holder),
    runOf: (task) => occupied().get(task.uuid),
  };
}

/** Builds the snapshot of the queue's state at the time of the context's clock. */
export function snapshotNow(context: Choosing): ClaimSnapshot {
  const { get, all } = context.store.state;
  return snapshotOf({ get, all, atMs: context.clock.now }, context);
}
