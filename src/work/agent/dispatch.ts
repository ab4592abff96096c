import { dispatchHolder, isDispatch, isWithin } from '../../claims/index.ts';
import { formatActor } from '../../domain/actor.ts';
import { type Claim, DISPATCH_MS, LEASE_MS } from '../../domain/claim.ts';
import { BacklogError } from '../../domain/errors.ts';
import { fromInstant, toInstant } from '../../domain/instant.ts';
import type { Dispatch } from '../../domain/records.ts';
import type { Task } from '../../domain/task.ts';
import type { Tx } from '../../store/index.ts';
import { grantClaim, releaseClaims } from '../claim/claims.ts';
import { checkStartable, putTask, startTask, stopTask, type Working } from '../task/life.ts';
import { unfinished } from './sessions.ts';

export interface Launch {
  session: string;
  /** The client's id of the call that launches the agent. */
  toolUse: string;
  agentType: string;
}

/**
 * Holds a task and its scope for a subagent that is about to start, for {@link DISPATCH_MS}. Nothing renews it.
 * @throws BacklogError `conflict` when the task cannot be started; `claimed` naming holder, task, scope and until when
 */
export function reserveTask(tx: Tx, working: Working, task: Task, launch: Launch): Dispatch {
  for (const [token, old] of [...tx.all('dispatch')]) if (old.toolUse === launch.toolUse) dropDispatch(tx, token, old);
  checkStartable(working, task);
  const token = tx.uuid().slice(0, 8);
  const claim = grantClaim(
    tx,
    { ...working, caller: { actor: working.caller.actor, holder: launch.session } },
    { task, scope: task.scope ?? [], holder: dispatchHolder(launch.session, token), leaseMs: DISPATCH_MS },
  );
  const expires = toInstant(tx.atMs + DISPATCH_MS);
  const dispatch: Dispatch = { token, ...launch, task: task.uuid, claim: claim.id, at: tx.at, expires };
  tx.put('dispatch', token, dispatch);
  return dispatch;
}

export type Bound = { started: Task; claim: Claim } | { refused: BacklogError } | null;

/**
 * The subagent has shown itself: it starts the task that was held for it and claims the scope, in place of the dispatch.
 * null when there is nothing to bind, because it was bound already or has lapsed long ago. The caller is the subagent.
 */
export function bindDispatch(tx: Tx, working: Working, token: string, agent: string): Bound {
  const dispatch = tx.get('dispatch', token);
  const task = dispatch?.task ? tx.get('task', dispatch.task) : undefined;
  if (!dispatch || !task || dispatch.agent) return null;
  dropDispatch(tx, token, dispatch);
  try {
    const { task: started, claim } = startTask(tx, working, task, { force: true });
    tx.put('dispatch', token, { ...dispatch, agent, claim: claim.id });
    return { started, claim };
  } catch (error) {
    if (!(error instanceof BacklogError)) throw error;
    return { refused: error };
  }
}

/** A subagent has ended: its claims go, and what it did not finish is pending again with what it said last. */
export function finishAgent(tx: Tx, working: Working, agent: { holder: string; id: string; note: string }): Task[] {
  const left = unfinished(tx, (holder) => isWithin(holder, agent.holder));
  releaseClaims(tx, (claim) => isWithin(claim.holder, agent.holder));
  const stillHeld = new Set([...tx.all('claim')].map(([, claim]) => claim.task));
  for (const task of left) {
    if (stillHeld.has(task.uuid)) annotate(tx, working, task, agent.note);
    else stopTask(tx, working, task, agent.note);
  }
  for (const [token, dispatch] of [...tx.all('dispatch')])
    if (dispatch.agent === agent.id) tx.remove('dispatch', token);
  return left;
}

/** Removes the dispatches that nobody bound; one more lease of grace, for an agent that starts late and finds its task still free. */
export function sweepDispatches(tx: Tx): void {
  for (const [token, dispatch] of [...tx.all('dispatch')]) {
    if (!dispatch.agent && fromInstant(dispatch.expires) + LEASE_MS < tx.atMs) dropDispatch(tx, token, dispatch);
  }
}

function dropDispatch(tx: Tx, token: string, { claim }: Dispatch): void {
  releaseClaims(tx, (held) => held.id === claim && isDispatch(held.holder));
  tx.remove('dispatch', token);
}

/** The session itself goes on with a task that it had delegated. */
function annotate(tx: Tx, { caller }: Working, task: Task, text: string): void {
  const note = { id: tx.uuid().slice(0, 8), at: tx.at, actor: formatActor(caller.actor), text };
  putTask(tx, { ...task, annotations: [...(task.annotations ?? []), note] });
}
