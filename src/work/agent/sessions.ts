import { isWithin } from '../../claims/index.ts';
import type { Claim } from '../../domain/claim.ts';
import { type ProcessId, sameProcess } from '../../domain/process.ts';
import type { Session } from '../../domain/records.ts';
import { isOpen, type Task } from '../../domain/task.ts';
import type { Tx } from '../../store/index.ts';
import { claimsHeld, releaseClaims } from '../claim/claims.ts';
import { startRefused, startTask, stopTask, type Working } from '../task/life.ts';
import { without } from '../task/put.ts';
import type { Context } from '../workspace/context.ts';
import { type Beginning, openIn, recordSession } from './session-record.ts';

/** The word of the client for a session that goes on under another id in the same process. */
const CLEAR = 'clear';

/** Has the session ended, by its own word or because its client process is gone? An unknown session has. */
export function sessionEnded(context: Pick<Context, 'store' | 'alive' | 'localHost'>, id: string): boolean {
  const session: Session | undefined = context.store.state.get('session', id);
  if (!session || session.ended) return true;
  return session.process?.host === context.localHost && context.alive(session.process) === false;
}

/** Records that a session runs. A session that comes back takes up again what it had to put down, where that is still free. */
export function beginSession(tx: Tx, working: Working, beginning: Beginning & { continues: boolean }): void {
  const { id, process } = beginning;
  const known = recordSession(tx, working, beginning);
  if (beginning.continues && process) takeOver(tx, id, process);
  for (const uuid of known?.tasks ?? []) takeUp(tx, working, uuid);
}

/**
 * Records that a session ended. What it held is released and its unfinished tasks are handed off, unless it goes on under
 * another id (`clear`): then everything stays for that one. Where the same session is open in another process too, only what
 * this one had is released.
 */
export function endSession(tx: Tx, working: Working, id: string, reason: string): void {
  const known: Session = tx.get('session', id) ?? { id, started: tx.at };
  if (reason === CLEAR) {
    const { renewer } = working.caller;
    tx.put('session', id, { ...known, ...(renewer ? { process: renewer } : {}), ended: tx.at, reason });
    return;
  }
  const [next, ...others] = openIn(known, working, working.caller.renewer);
  const elsewhere = (claim: Claim) =>
    [next, ...others].some((open) => open && claim.renewer && sameProcess(open, claim.renewer));
  const ends = (claim: Claim) => isWithin(claim.holder, id) && !elsewhere(claim);
  const text = `The session ended (${reason}) while this was in progress; it left no note.`;
  const tasks = unfinished(tx, ends);
  for (const task of tasks) stopTask(tx, working, task, { text, automatic: true });
  releaseClaims(tx, ends);
  if (next) {
    const { others: _, ...rest } = known;
    tx.put('session', id, { ...rest, process: next, ...(others.length > 0 ? { others } : {}) });
    return;
  }
  for (const [token, dispatch] of [...tx.all('dispatch')]) if (dispatch.session === id) tx.remove('dispatch', token);
  tx.put('session', id, {
    ...known,
    ended: tx.at,
    reason,
    ...(tasks.length > 0 ? { tasks: tasks.map(({ uuid }) => uuid) } : {}),
  });
}

/** The open, started tasks of such claims. */
export function unfinished(tx: Tx, fits: (claim: Claim) => boolean): Task[] {
  const uuids = new Set(claimsHeld(tx).flatMap((claim) => (claim.task && fits(claim) ? [claim.task] : [])));
  return [...uuids]
    .map((uuid) => tx.get('task', uuid))
    .filter((task) => task !== undefined && isOpen(task) && task.start !== undefined) as Task[];
}

/** Claims, dispatches and mirrors of every earlier session of the same client process go to the session that runs there now. */
function takeOver(tx: Tx, id: string, process: ProcessId): void {
  for (const [old, session] of [...tx.all('session')]) {
    if (old === id || !session.process || !sameProcess(session.process, process)) continue;
    if (session.ended && session.reason !== CLEAR) continue;
    const moved = (holder: string) => `${id}${holder.slice(old.length)}`;
    for (const claim of claimsHeld(tx)) {
      if (!isWithin(claim.holder, old)) continue;
      tx.put('claim', claim.id, { ...claim, holder: moved(claim.holder) });
    }
    for (const [key, mirror] of [...tx.all('mirror')])
      if (mirror.session === old) tx.put('mirror', key, { ...mirror, session: id });
    for (const [key, dispatch] of [...tx.all('dispatch')]) {
      if (dispatch.session !== old) continue;
      const { holder } = dispatch;
      tx.put('dispatch', key, {
        ...dispatch,
        session: id,
        ...(holder ? { holder: moved(holder) } : {}),
      });
    }
    tx.put('session', old, { ...session, ended: session.ended ?? tx.at, reason: CLEAR });
  }
}

/** What the end of the session had put down in its name is no handoff any more, and leaves no note. */
function takeUp(tx: Tx, working: Working, uuid: string): void {
  const task = tx.get('task', uuid);
  if (!task || !isOpen(task) || task.start || startRefused(tx, working, task, { force: true })) return;
  startTask(tx, working, without(task, 'handoff'), { force: true });
}
