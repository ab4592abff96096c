import { agentHolder, dispatchHolder, isDispatch, isWithin } from '../../claims/index.ts';
import { formatActor } from '../../domain/actor.ts';
import type { BacklogError } from '../../domain/errors.ts';
import { toInstant } from '../../domain/instant.ts';
import { DISPATCH_MS } from '../../domain/lease-lengths.ts';
import type { Claim, Dispatch } from '../../domain/records.ts';
import { isOpen, type Task } from '../../domain/task/task.ts';
import type { Tx } from '../../store/index.ts';
import { grantClaim, releaseClaims } from '../claim/claims.ts';
import { checkStartable, startRefused, startTask, stopTask, unfinished, type WorkInput } from '../task/life.ts';
import { annotated, noteBy } from '../task/note.ts';
import { putTask } from '../task/put-task.ts';
import { dropDispatch, isLaunchedBy } from './dispatch-sweep.ts';

export interface SubagentLaunch {
  session: string;
  /** Holder path of the launcher: a session or a subagent. */
  holder: string;
  /** The client's id of the call that launches the subagent. */
  toolUse: string;
  agentType: string;
}

/**
 * Reserves a task and its scope for a subagent that is about to start. The reservation lasts {@link DISPATCH_MS}, and
 * no process renews it.
 * @throws BacklogError `conflict` if the task can't start; `claimed`, naming the holder, the task, the scope and the
 * claim's end
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

/**
 * Records the launch of a helper, a subagent without a task of its own. The helper's holder path is below its
 * launcher's path, so the helper may use the launcher's claims.
 */
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

/** Releases the reservation of a launch, unless a subagent has started with it. */
export function cancelDispatch(tx: Tx, launch: Pick<SubagentLaunch, 'session' | 'toolUse'>): void {
  for (const [token, old] of [...tx.all('dispatch')])
    if (isLaunchedBy(old, launch) && old.agent === undefined) dropDispatch(tx, token, old);
}

/**
 * Releases reservations that no subagent has used, of launches that are over. The client doesn't report a launch that
 * the person refused. The dispatch stays: if the subagent starts later, it gets its task if the task is still free.
 */
export function freeReservations(tx: Tx, launcher: string, isOver: (launch: Dispatch) => boolean): void {
  for (const [token, dispatch] of reservationsOf(tx, launcher)) {
    if (!isOver(dispatch)) continue;
    releaseClaims(tx, (held) => held.id === dispatch.claim && isDispatch(held.holder));
    const { claim: _, ...rest } = dispatch;
    tx.put('dispatch', token, rest);
  }
}

/** Returns the launcher's dispatches that reserve a task and that no subagent has used. */
export function reservationsOf(tx: Pick<Tx, 'all'>, launcher: string): [string, Dispatch][] {
  return [...tx.all('dispatch')].filter(
    ([, dispatch]) =>
      isUnused(dispatch) && dispatch.claim !== undefined && (dispatch.holder ?? dispatch.session) === launcher,
  );
}

export type Bound = { started: Task; claim: Claim } | { refused: BacklogError } | null;

/**
 * Handles the first call of a subagent. Starts the reserved task, and replaces the reservation by the subagent's claim.
 * @returns null if there is nothing to start: the dispatch has its subagent already, was removed, or has no task
 */
export function bindDispatch(tx: Tx, working: WorkInput, token: string, agent: string): Bound {
  const dispatch = tx.get('dispatch', token);
  if (!dispatch || dispatch.agent) return null;
  dropDispatch(tx, token, dispatch);
  return startDispatched(tx, working, { ...dispatch, agent });
}

/** Handles the first call of a resumed subagent. Gives it its task again if possible. */
export function resumeAgent(tx: Tx, working: WorkInput, token: string): Bound {
  const dispatch = tx.get('dispatch', token);
  const { agent, ended } = dispatch ?? {};
  return dispatch && agent && ended ? startDispatched(tx, working, { ...dispatch, agent }) : null;
}

/** Records the subagent of a dispatch, and starts its task if it has one. */
function startDispatched(
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
 * Handles the end of a subagent: releases its claims, and sets its unfinished tasks back to pending with its last
 * message. The session may take such a task at once; it doesn't count as the session's own handoff. The dispatch stays,
 * because the subagent may be resumed.
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
    // Another holder, such as the session, still has a claim on the task, so the task stays active.
    if (stillHeld.has(task.uuid)) putTask(tx, annotated(task, noteBy(tx, working.caller.actor, agent.note)));
    else stopTask(tx, working, task, { text: agent.note, automatic: true });
  }
  for (const [token, dispatch] of [...tx.all('dispatch')]) {
    if (isBoundToAgent(dispatch, agent)) markEnded(tx, token, dispatch);
    else if (dispatch.holder && isWithin(dispatch.holder, agent.holder) && isUnused(dispatch))
      dropDispatch(tx, token, dispatch);
  }
  return left;
}

/**
 * Stores a report that arrives after the end of its subagent: as the note of the task's handoff, or as a separate note.
 */
export function reportOf(tx: Tx, { caller }: WorkInput, { note, ...agent }: SessionAgent & { note: string }): void {
  const uuid = bindingOf(tx, agent)?.task;
  const task = uuid === undefined ? undefined : tx.get('task', uuid);
  if (!task || !isOpen(task)) return;
  const own = task.handoff?.actor === formatActor(caller.actor) && task.handoff.session === undefined;
  if (task.handoff && own) putTask(tx, { ...task, handoff: { ...task.handoff, note } });
  else putTask(tx, annotated(task, noteBy(tx, caller.actor, note)));
}

/**
 * Removes an ended session's dispatches that no subagent has used. Other dispatches stay, because their subagents may
 * be resumed.
 */
export function endDispatches(tx: Tx, session: string): void {
  for (const [token, dispatch] of [...tx.all('dispatch')]) {
    if (dispatch.session !== session) continue;
    if (dispatch.agent) markEnded(tx, token, dispatch);
    else if (isUnused(dispatch)) dropDispatch(tx, token, dispatch);
  }
}

function markEnded(tx: Tx, token: string, { claim: _, ...dispatch }: Dispatch): void {
  const task = dispatch.task === undefined ? undefined : tx.get('task', dispatch.task);
  if (dispatch.holder || (task && isOpen(task)))
    tx.put('dispatch', token, { ...dispatch, ended: dispatch.ended ?? tx.at });
  else tx.remove('dispatch', token);
}

type Records = Pick<Tx, 'all'>;

/**
 * A subagent of a session. The session is part of the identity, because a forked session has subagents with the same
 * ids.
 */
type SessionAgent = Required<Pick<Dispatch, 'session' | 'agent'>>;

/**
 * Finds the dispatch, which records a launch, of a subagent. The dispatch stays after the subagent's end, because the
 * subagent may be resumed.
 */
export function bindingOf(records: Records, who: SessionAgent): Dispatch | undefined {
  for (const [, dispatch] of records.all('dispatch')) if (isBoundToAgent(dispatch, who)) return dispatch;
  return undefined;
}

function isBoundToAgent(dispatch: Dispatch, { session, agent }: SessionAgent): boolean {
  return dispatch.session === session && dispatch.agent === agent;
}

/** Checks whether nothing has started with a dispatch yet: no subagent, and no client of a teammate. */
function isUnused({ agent, mate }: Pick<Dispatch, 'agent' | 'mate'>): boolean {
  return agent === undefined && mate === undefined;
}

/** Returns the holder path of a session or subagent. A subagent's path is below its launcher's path. */
export function agentPath(
  records: Records,
  { session, agent }: { session: string; agent?: string | undefined },
): string {
  return agent === undefined ? session : agentHolder(bindingOf(records, { session, agent })?.holder ?? session, agent);
}

/** Returns the type of an agent from its launch; else as a hook reports it. Hooks of a teammate report its name. */
export function agentTypeOf(
  records: Records,
  { session, agent }: { session: string; agent?: string | undefined },
  reported: string | undefined,
): string | undefined {
  return agent === undefined ? reported : (bindingOf(records, { session, agent })?.agentType ?? reported);
}

/** Checks whether the subagent has a reserved task that it must start at its next call. */
export function waitsForAgent(records: Records, session: string, agent: string): boolean {
  const binding = bindingOf(records, { session, agent });
  if (binding) return binding.ended !== undefined;
  for (const [, dispatch] of records.all('dispatch'))
    if (dispatch.session === session && isUnused(dispatch)) return true;
  return false;
}
