import { agentHolder, dispatchHolder, isDispatch, isWithin } from '../../claims/index.ts';
import { formatActor } from '../../domain/actor.ts';
import type { Claim } from '../../domain/claim.ts';
import type { BacklogError } from '../../domain/errors.ts';
import { fromInstant, toInstant } from '../../domain/instant.ts';
import { DISPATCH_MS } from '../../domain/lease-lengths.ts';
import type { Dispatch } from '../../domain/records.ts';
import { isOpen, type Task } from '../../domain/task/task.ts';
import type { Tx } from '../../store/index.ts';
import { grantClaim, releaseClaims } from '../claim/claims.ts';
import { checkStartable, startRefused, startTask, stopTask, unfinished, type WorkInput } from '../task/life.ts';
import { annotated, noteBy } from '../task/note.ts';
import { putTask } from '../task/put-task.ts';
import { bindingOf, isBoundTo, type SessionAgent } from './agent-binding.ts';
import { dropDispatch, isLaunchedBy } from './dispatch-sweep.ts';

export interface SubagentLaunch {
  session: string;
  /** Path of the launcher: the session, or an agent of it. */
  holder: string;
  /** The client's id of the call that launches the agent. */
  toolUse: string;
  agentType: string;
}

/**
 * Holds a task and its scope for a subagent that is about to start, for {@link DISPATCH_MS}. Nothing renews it.
 * @throws BacklogError `conflict` when the task cannot be started; `claimed` naming holder, task, scope and until when
 */
export function reserveTask(tx: Tx, working: WorkInput, task: Task, launch: SubagentLaunch): Dispatch {
  cancelDispatch(tx, launch);
  checkStartable(working, task);
  const token = tx.uuid().slice(0, 8);
  const claim = grantClaim(
    tx,
    { ...working, caller: { actor: working.caller.actor, holder: launch.holder } },
    { task, scope: task.scope ?? [], holder: dispatchHolder(launch.holder, token), leaseMs: DISPATCH_MS },
  );
  return putDispatch(tx, token, launch, { task: task.uuid, claim: claim.id });
}

/** Notes that an agent launches a helper, which then stands below it: inside its claims, outside those of others. */
export function noteHelper(tx: Tx, launch: SubagentLaunch): Dispatch {
  cancelDispatch(tx, launch);
  return putDispatch(tx, tx.uuid().slice(0, 8), launch, {});
}

function putDispatch(tx: Tx, token: string, launch: SubagentLaunch, held: Pick<Dispatch, 'task' | 'claim'>): Dispatch {
  const { session, holder, toolUse, agentType } = launch;
  const expires = toInstant(tx.atMs + DISPATCH_MS);
  const below = holder === session ? {} : { holder };
  const dispatch: Dispatch = { token, session, ...below, toolUse, agentType, ...held, at: tx.at, expires };
  tx.put('dispatch', token, dispatch);
  return dispatch;
}

/** Frees what a launch reserved, as long as no agent has taken it up. */
export function cancelDispatch(tx: Tx, launch: Pick<SubagentLaunch, 'session' | 'toolUse'>): void {
  for (const [token, old] of [...tx.all('dispatch')])
    if (isLaunchedBy(old, launch) && old.agent === undefined) dropDispatch(tx, token, old);
}

/**
 * Frees what a launcher reserved before `before`, milliseconds since the epoch, and no agent took up: the person refused the launch, of which the
 * client tells nobody. The launch itself stays noted: an agent that starts after all gets its task if that is still free.
 */
export function freeReservations(tx: Tx, launcher: string, before: number): void {
  for (const [token, dispatch] of reservationsOf(tx, launcher, before)) {
    releaseClaims(tx, (held) => held.id === dispatch.claim && isDispatch(held.holder));
    const { claim: _, ...rest } = dispatch;
    tx.put('dispatch', token, rest);
  }
}

export function reservationsOf(tx: Pick<Tx, 'all'>, launcher: string, before: number): [string, Dispatch][] {
  return [...tx.all('dispatch')].filter(
    ([, { agent, claim, holder, session, at }]) =>
      agent === undefined && claim !== undefined && (holder ?? session) === launcher && fromInstant(at) < before,
  );
}

export type Bound = { started: Task; claim: Claim } | { refused: BacklogError } | null;

/**
 * The subagent has shown itself: it starts the task that was held for it and claims the scope, in place of the dispatch.
 * null when there is nothing to start, because it was bound already, has lapsed long ago, or helps with another's task. The
 * caller is the subagent.
 */
export function bindDispatch(tx: Tx, working: WorkInput, token: string, agent: string): Bound {
  const dispatch = tx.get('dispatch', token);
  if (!dispatch || dispatch.agent) return null;
  dropDispatch(tx, token, dispatch);
  return takeUp(tx, working, { ...dispatch, agent });
}

/** An agent goes on that had ended, resumed or kept by somebody's hook: its task is its own again, if it still can be. */
export function resumeAgent(tx: Tx, working: WorkInput, token: string): Bound {
  const dispatch = tx.get('dispatch', token);
  const { agent, ended } = dispatch ?? {};
  return dispatch && agent && ended ? takeUp(tx, working, { ...dispatch, agent }) : null;
}

/** What is left of a dispatch without a task says below whom the agent stands. */
function takeUp(
  tx: Tx,
  working: WorkInput,
  { task: uuid, claim: _, ended: __, ...binding }: Dispatch & { agent: string },
): Bound {
  const task = uuid === undefined ? undefined : tx.get('task', uuid);
  tx.put('dispatch', binding.token, binding);
  if (!task || !isOpen(task)) return null;
  const holder = agentHolder(binding.holder ?? binding.session, binding.agent);
  const below = { ...working, caller: { ...working.caller, holder } };
  const refused = startRefused(tx, below, task, { force: true });
  if (refused) return { refused };
  const { task: started, claim } = startTask(tx, below, task, { force: true });
  tx.put('dispatch', binding.token, { ...binding, task: task.uuid, claim: claim.id });
  return { started, claim };
}

/**
 * A subagent has ended: its claims go, and what it did not finish is pending again with what it said last. That is no handoff
 * by the session, which may take the task at once. The tie of agent and task stays: the agent may be resumed.
 */
export function finishAgent(
  tx: Tx,
  working: WorkInput,
  agent: SessionAgent & { holder: string; note: string },
): Task[] {
  const left = unfinished(tx, ({ holder }) => isWithin(holder, agent.holder));
  releaseClaims(tx, (claim) => isWithin(claim.holder, agent.holder));
  const stillHeld = new Set([...tx.all('claim')].map(([, claim]) => claim.task));
  for (const task of left) {
    // The session itself goes on with a task that it had delegated.
    if (stillHeld.has(task.uuid)) putTask(tx, annotated(task, noteBy(tx, working.caller.actor, agent.note)));
    else stopTask(tx, working, task, { text: agent.note, automatic: true });
  }
  for (const [token, dispatch] of [...tx.all('dispatch')]) {
    if (isBoundTo(dispatch, agent)) loosen(tx, token, dispatch);
    else if (dispatch.holder && isWithin(dispatch.holder, agent.holder) && !dispatch.agent)
      dropDispatch(tx, token, dispatch);
  }
  return left;
}

/** An agent that had ended reports after all: its words take the place of those that its task was given back with, or stand beside. */
export function reportOf(tx: Tx, { caller }: WorkInput, { note, ...agent }: SessionAgent & { note: string }): void {
  const uuid = bindingOf(tx, agent)?.task;
  const task = uuid === undefined ? undefined : tx.get('task', uuid);
  if (!task || !isOpen(task)) return;
  const own = task.handoff?.actor === formatActor(caller.actor) && task.handoff.session === undefined;
  if (task.handoff && own) putTask(tx, { ...task, handoff: { ...task.handoff, note } });
  else putTask(tx, annotated(task, noteBy(tx, caller.actor, note)));
}

/** The launches of a session that ended: what no agent took up goes, and an agent that is woken later finds its task by its tie. */
export function leaveDispatches(tx: Tx, session: string): void {
  for (const [token, dispatch] of [...tx.all('dispatch')]) {
    if (dispatch.session !== session) continue;
    if (dispatch.agent) loosen(tx, token, dispatch);
    else dropDispatch(tx, token, dispatch);
  }
}

function loosen(tx: Tx, token: string, { claim: _, ...dispatch }: Dispatch): void {
  const task = dispatch.task === undefined ? undefined : tx.get('task', dispatch.task);
  if (dispatch.holder || (task && isOpen(task)))
    tx.put('dispatch', token, { ...dispatch, ended: dispatch.ended ?? tx.at });
  else tx.remove('dispatch', token);
}
