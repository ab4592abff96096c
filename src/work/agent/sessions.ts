import { isWithin } from '../../claims/index.ts';
import type { Claim, ProcessId } from '../../domain/claim.ts';
import { BacklogError } from '../../domain/errors.ts';
import type { Session } from '../../domain/records.ts';
import { isOpen, type Task } from '../../domain/task.ts';
import type { Tx } from '../../store/index.ts';
import { claimsHeld, releaseClaims } from '../claim/claims.ts';
import { startTask, stopTask, type Working, without } from '../task/life.ts';
import type { Context } from '../workspace/context.ts';

/** The word of the client for a session that goes on under another id in the same process. */
const CLEAR = 'clear';

/** The client processes in which the session is provably open, newest first; `but` left out. */
function openIn(
  { process, others = [] }: Session,
  working: Pick<Working, 'alive' | 'localHost'>,
  but?: ProcessId,
): ProcessId[] {
  return [process, ...others].filter(
    (known): known is ProcessId =>
      known !== undefined &&
      !(but && sameProcess(known, but)) &&
      known.host === working.localHost &&
      working.alive(known) === true,
  );
}

/** Has the session ended, by its own word or because its client process is gone? An unknown session has. */
export function sessionEnded(context: Pick<Context, 'store' | 'alive' | 'localHost'>, id: string): boolean {
  const session: Session | undefined = context.store.state.get('session', id);
  if (!session || session.ended) return true;
  return session.process?.host === context.localHost && context.alive(session.process) === false;
}

export interface Beginning {
  id: string;
  /** Is it the continuation of the session that ran in this client process before? It then takes over all that was held. */
  continues: boolean;
  process?: ProcessId | undefined;
  cwd?: string | undefined;
}

/** Records that a session runs. A session that comes back takes up again what it had to put down, where that is still free. */
export function beginSession(tx: Tx, working: Working, beginning: Beginning): void {
  const { id, process, cwd } = beginning;
  const known = tx.get('session', id);
  const others = known && process && !known.ended ? openIn(known, working, process) : [];
  tx.put('session', id, {
    id,
    started: known?.started ?? tx.at,
    ...(process ? { process } : known?.process ? { process: known.process } : {}),
    ...(others.length > 0 ? { others } : {}),
    ...(cwd ? { cwd } : {}),
  });
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
    for (const claim of claimsHeld(tx)) {
      if (!isWithin(claim.holder, old)) continue;
      tx.put('claim', claim.id, { ...claim, holder: `${id}${claim.holder.slice(old.length)}` });
    }
    for (const kind of ['dispatch', 'mirror'] as const) {
      for (const [key, record] of [...tx.all(kind)])
        if (record.session === old) tx.put(kind, key, { ...record, session: id });
    }
    tx.put('session', old, { ...session, ended: session.ended ?? tx.at, reason: CLEAR });
  }
}

/** What the end of the session had put down in its name is no handoff any more, and leaves no note. */
function takeUp(tx: Tx, working: Working, uuid: string): void {
  const task = tx.get('task', uuid);
  if (!task || !isOpen(task) || task.start) return;
  try {
    startTask(tx, working, without(task, 'handoff'), { force: true });
  } catch (error) {
    if (!(error instanceof BacklogError)) throw error;
  }
}

/** Is the session open in that client process? */
export function runsIn({ process, others = [] }: Session, client: ProcessId): boolean {
  return [process, ...others].some((known) => known !== undefined && sameProcess(known, client));
}

export function sameProcess(a: ProcessId, b: ProcessId): boolean {
  return a.pid === b.pid && a.start === b.start && a.boot === b.boot && a.host === b.host;
}
