import type { Dispatch, Session } from '../../domain/records.ts';
import { isOpen } from '../../domain/task/task.ts';
import type { Tx } from '../../store/index.ts';
import { releaseClaims } from '../claim/claims.ts';
import { startRefused, startTask, stopTask, unfinished, type WorkInput } from '../task/life.ts';
import { without } from '../task/put-task.ts';
import type { Bound } from './dispatch.ts';
import { dropDispatch } from './dispatch-sweep.ts';

/**
 * A teammate that works in a client of its own, such as a pane, has a session of its own: its hooks name this session,
 * and neither its launch nor its lead. The id that the lead's client gave it connects the two.
 */

/** Records that the client of a teammate is started. Its reservation stays, although the lead's turn continues or ends. */
export function spawnedMate(tx: Tx, token: string, mate: string): void {
  const dispatch = tx.get('dispatch', token);
  if (dispatch && dispatch.agent === undefined) tx.put('dispatch', token, { ...dispatch, mate });
}

/** Finds the launch of a teammate that hasn't started its task yet. */
export function launchOfMate(records: Pick<Tx, 'all'>, mate: string): Dispatch | undefined {
  for (const [, dispatch] of records.all('dispatch')) if (dispatch.mate === mate) return dispatch;
  return undefined;
}

/** Handles the first call of a teammate: starts its reserved task for its session. */
export function startMate(tx: Tx, working: WorkInput, mate: string): Bound {
  const dispatch = launchOfMate(tx, mate);
  if (!dispatch) return null;
  dropDispatch(tx, dispatch.token, dispatch);
  const task = dispatch.task === undefined ? undefined : tx.get('task', dispatch.task);
  if (!task || !isOpen(task)) return null;
  const refused = startRefused(tx, working, task, { force: true });
  if (refused) return { refused };
  const { task: started, claim } = startTask(tx, working, task, { force: true });
  return { started, claim };
}

/**
 * Handles a teammate that waits for messages: releases its claims, and sets its unfinished tasks back to pending with a
 * note. Its session stays open.
 */
export function restMate(
  tx: Tx,
  working: WorkInput,
  { session, mate, note }: { session: string; mate: string; note: string },
): void {
  const launch = launchOfMate(tx, mate);
  if (launch) dropDispatch(tx, launch.token, launch);
  const own = unfinished(tx, ({ holder }) => holder === session);
  for (const task of own) stopTask(tx, working, task, { text: note, automatic: true });
  releaseClaims(tx, ({ holder }) => holder === session);
  const known = tx.get('session', session);
  if (known && own.length > 0) tx.put('session', session, { ...known, tasks: own.map(({ uuid }) => uuid) });
}

/** Checks whether an open session has released its tasks and waits for messages. */
export function isResting(session: Session | undefined): boolean {
  return session?.tasks !== undefined && session.ended === undefined;
}

/** Handles a teammate that got a message: starts its tasks again that are still available. */
export function wakeMate(tx: Tx, working: WorkInput, session: string): void {
  const known = tx.get('session', session);
  if (!known || !isResting(known)) return;
  const { tasks = [], ...rest } = known;
  tx.put('session', session, rest);
  for (const uuid of tasks) restartTask(tx, working, uuid);
}

/** Removes the handoff that Backlog wrote at the session's end, and starts the task again. */
export function restartTask(tx: Tx, working: WorkInput, uuid: string): void {
  const task = tx.get('task', uuid);
  if (!task || !isOpen(task) || task.start || startRefused(tx, working, task, { force: true })) return;
  startTask(tx, working, without(task, 'handoff'), { force: true });
}
