import { present } from '../../base/present.ts';
import { sameProcess } from '../../base/process-id.ts';
import { isWithin, sessionOf } from '../../claims/index.ts';
import type { Claim, Session } from '../../domain/records.ts';
import { isOpen } from '../../domain/task/task.ts';
import type { Tx } from '../../store/index.ts';
import { claimsHeld, releaseClaims } from '../claim/claims.ts';
import { startRefused, startTask, stopTask, unfinished, type WorkInput } from '../task/life.ts';
import { without } from '../task/put-task.ts';
import type { Context } from '../workspace/context.ts';
import { CLEAR, type Continuation, continuationOf, fateOf, renamed, type SessionReport } from './continuation.ts';
import { endDispatches, finishAgent } from './dispatch.ts';
import { type Beginning, openIn, recordSession } from './session-record.ts';

/**
 * The reason for a session's end if the client reported none: the session's server found that the client process had
 * ended.
 */
export const CLIENT_LEFT = 'client';

/** Checks whether a session has ended or its client process is dead. Returns true for an unknown session. */
export function sessionEnded(context: Pick<Context, 'store' | 'alive'>, id: string): boolean {
  const session: Session | undefined = context.store.state.get('session', id);
  if (!session || session.ended) return true;
  return session.process !== undefined && context.alive(session.process) === false;
}

/**
 * Records that a session is open, and applies the decision of {@link continuationOf}: moves claims of earlier sessions
 * to this one, releases claims of subagents in dead processes, and starts the session's tasks again if they are still
 * free.
 */
export function beginSession(tx: Tx, working: WorkInput, said: SessionReport & Pick<Beginning, 'cwd'>): Continuation {
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
    endSession(tx, actingFor(continuation.undone, working, said), continuation.undone, 'fork');
  else for (const holder of gaveBack) releaseAgent(tx, working, holder);
  if (continuation.gone.length > 0) endDispatches(tx, said.id);
  for (const old of continuation.from) passOn(tx, old, said.id);
  if (continuation.takesUp) for (const uuid of known?.tasks ?? []) restartTask(tx, working, uuid);
  return continuation;
}

/** Texts for the end of a session, by the client's word for it. */
const ENDINGS: Readonly<Record<string, string>> = {
  prompt_input_exit: 'You left Claude Code',
  logout: 'You logged out',
  resume: 'You continued with another conversation',
  fork: 'You forked the conversation of this task',
  [CLIENT_LEFT]: 'The client ended',
};

/** Returns the input for acting as another session of the same process. */
function actingFor(holder: string, working: WorkInput, { process }: SessionReport): WorkInput {
  return { ...working, caller: { ...working.caller, holder, renewer: process } };
}

/** Releases the claims of a subagent whose client died, and sets its unfinished tasks back to pending. */
function releaseAgent(tx: Tx, working: WorkInput, holder: string): void {
  const note = 'The client ended before this agent had finished.';
  const agent = { session: sessionOf(holder), agent: holder.slice(holder.lastIndexOf('/') + 1) };
  finishAgent(tx, working, { ...agent, holder, note });
}

/**
 * Records that a session ended. Releases its claims, and hands off its unfinished tasks.
 * With `clear`, the session continues under another id, which gets the claims and tasks. If the session is also open in
 * another process, releases only this process's claims.
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
  const text = `${ENDINGS[reason] ?? 'The session ended'} while this task was active, without a note.`;
  const tasks = unfinished(tx, ends);
  const own = unfinished(tx, (claim) => ends(claim) && claim.holder === id);
  for (const task of tasks) stopTask(tx, working, task, { text, automatic: true });
  releaseClaims(tx, ends);
  if (next) {
    const { others: _, ...rest } = known;
    tx.put('session', id, { ...rest, process: next, ...(others.length > 0 ? { others } : {}) });
    return;
  }
  endDispatches(tx, id);
  tx.put('session', id, {
    ...known,
    ended: tx.at,
    reason,
    ...(own.length > 0 ? { tasks: own.map(({ uuid }) => uuid) } : {}),
  });
}

/** Moves dispatches and mirrors of an ended session to the new id. */
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

/** Removes the handoff that Backlog wrote at the session's end, and starts the task again. */
function restartTask(tx: Tx, working: WorkInput, uuid: string): void {
  const task = tx.get('task', uuid);
  if (!task || !isOpen(task) || task.start || startRefused(tx, working, task, { force: true })) return;
  startTask(tx, working, without(task, 'handoff'), { force: true });
}
