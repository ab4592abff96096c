import { present } from '../../base/present.ts';
import { sameProcess } from '../../base/process-id.ts';
import { isWithin, sessionOf } from '../../claims/index.ts';
import type { Claim } from '../../domain/claim.ts';
import type { Session } from '../../domain/records.ts';
import { isOpen } from '../../domain/task/task.ts';
import type { Tx } from '../../store/index.ts';
import { claimsHeld, releaseClaims } from '../claim/claims.ts';
import { startRefused, startTask, stopTask, unfinished, type WorkInput } from '../task/life.ts';
import { without } from '../task/put-task.ts';
import type { Context } from '../workspace/context.ts';
import { CLEAR, type Continuation, continuationOf, fateOf, renamed, type Said } from './continuation.ts';
import { finishAgent, leaveDispatches } from './dispatch.ts';
import { type Beginning, openIn, recordSession } from './session-record.ts';

/** The end of a session whose client tells of none: its server ends. */
export const CLIENT_LEFT = 'client';

/** Has the session ended, by its own word or because its client process is gone? An unknown session has. */
export function sessionEnded(context: Pick<Context, 'store' | 'alive' | 'localHost'>, id: string): boolean {
  const session: Session | undefined = context.store.state.get('session', id);
  if (!session || session.ended) return true;
  return session.process?.host === context.localHost && context.alive(session.process) === false;
}

/**
 * Records that a session runs, and does what {@link continuationOf} decides: passes on what earlier sessions held, gives back what agents
 * of a dead process held, and takes up again what the session had put down, where that is still free.
 */
export function beginSession(tx: Tx, working: WorkInput, said: Said & Pick<Beginning, 'cwd'>): Continuation {
  const continuation = continuationOf(
    said,
    Array.from(tx.all('session'), ([, session]) => session),
    working,
  );
  const known = recordSession(tx, working, { ...said, origin: continuation.origin });
  const gaveBack = new Set<string>();
  for (const claim of claimsHeld(tx)) {
    const fate = fateOf(claim, said, continuation);
    if (fate.goes === 'on') tx.put('claim', claim.id, fate.claim);
    if (fate.goes === 'back') gaveBack.add(claim.holder);
  }
  if (continuation.undone !== undefined)
    endSession(tx, as(continuation.undone, working, said), continuation.undone, 'fork');
  else for (const holder of gaveBack) giveBack(tx, working, holder);
  if (continuation.gone.length > 0) leaveDispatches(tx, said.id);
  for (const old of continuation.from) passOn(tx, old, said.id);
  if (continuation.takesUp) for (const uuid of known?.tasks ?? []) takeUp(tx, working, uuid);
  return continuation;
}

/** What happened, by the client's word for the end of a session; of any other word nothing more can be said. */
const ENDINGS: Readonly<Record<string, string>> = {
  prompt_input_exit: 'You left Claude Code',
  logout: 'You logged out',
  resume: 'You went on with another conversation',
  fork: 'You forked the conversation that had this',
  [CLIENT_LEFT]: 'The client ended',
};

/** In the stead of another session of the same process. */
function as(holder: string, working: WorkInput, { process }: Said): WorkInput {
  return { ...working, caller: { ...working.caller, holder, renewer: process } };
}

/** What an agent held whose client died: its claim goes, and what it did not finish is pending again. */
function giveBack(tx: Tx, working: WorkInput, holder: string): void {
  const note = 'The client ended before this agent had finished.';
  const agent = { session: sessionOf(holder), agent: holder.slice(holder.lastIndexOf('/') + 1) };
  finishAgent(tx, working, { ...agent, holder, note });
}

/**
 * Records that a session ended. What it held is released and its unfinished tasks are handed off, unless it goes on under
 * another id (`clear`): then everything stays for that one. Where the same session is open in another process too, only what
 * this one had is released.
 */
export function endSession(tx: Tx, working: WorkInput, id: string, reason: string): void {
  const known: Session = tx.get('session', id) ?? { id, started: tx.at };
  if (reason === CLEAR) {
    const { renewer } = working.caller;
    tx.put('session', id, { ...known, ...present({ process: renewer }), ended: tx.at, reason });
    return;
  }
  const [next, ...others] = openIn(known, working, working.caller.renewer);
  const elsewhere = (claim: Claim) =>
    [next, ...others].some((open) => open && claim.renewer && sameProcess(open, claim.renewer));
  const ends = (claim: Claim) => isWithin(claim.holder, id) && !elsewhere(claim);
  const text = `${ENDINGS[reason] ?? 'The session ended'} while this was in progress, without a note.`;
  const tasks = unfinished(tx, ends);
  const own = unfinished(tx, (claim) => ends(claim) && claim.holder === id);
  for (const task of tasks) stopTask(tx, working, task, { text, automatic: true });
  releaseClaims(tx, ends);
  if (next) {
    const { others: _, ...rest } = known;
    tx.put('session', id, { ...rest, process: next, ...(others.length > 0 ? { others } : {}) });
    return;
  }
  leaveDispatches(tx, id);
  tx.put('session', id, {
    ...known,
    ended: tx.at,
    reason,
    ...(own.length > 0 ? { tasks: own.map(({ uuid }) => uuid) } : {}),
  });
}

/** Dispatches and mirrors of a session that goes on under another id; the old one has ended. */
function passOn(tx: Tx, old: string, id: string): void {
  const session = tx.get('session', old);
  for (const [key, mirror] of [...tx.all('mirror')])
    if (mirror.session === old) tx.put('mirror', key, { ...mirror, session: id });
  for (const [key, dispatch] of [...tx.all('dispatch')]) {
    if (dispatch.session !== old) continue;
    const { holder } = dispatch;
    tx.put('dispatch', key, { ...dispatch, session: id, ...(holder ? { holder: renamed(holder, old, id) } : {}) });
  }
  if (session) tx.put('session', old, { ...session, ended: session.ended ?? tx.at, reason: CLEAR });
}

/** What the end of the session had put down in its name is no handoff any more, and leaves no note. */
function takeUp(tx: Tx, working: WorkInput, uuid: string): void {
  const task = tx.get('task', uuid);
  if (!task || !isOpen(task) || task.start || startRefused(tx, working, task, { force: true })) return;
  startTask(tx, working, without(task, 'handoff'), { force: true });
}
