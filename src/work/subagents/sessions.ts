import { ascending } from '../../base/ascending.ts';
import { clip } from '../../base/clip.ts';
import { present } from '../../base/present.ts';
import { isAgent, isWithin, sessionOf } from '../../claims/index.ts';
import type { Claim, Dispatch, Session } from '../../domain/records.ts';
import { anyAlive, processesOf } from '../../domain/session-processes.ts';
import type { Tx } from '../../store/index.ts';
import { claimsHeld, releaseClaims } from '../claim/claims.ts';
import { stopTask, unfinished, type WorkInput } from '../task/life.ts';
import {
  CLEAR,
  type Continuation,
  continuationOf,
  endedIn,
  fateOf,
  renamed,
  type SessionChange,
  type SessionReport,
} from './continuation.ts';
import { endDispatches, finishAgent } from './dispatch.ts';
import { closeSteps } from './mirror.ts';
import { type Beginning, inProcesses, recordSession } from './session-record.ts';
import { restartTask } from './teammates.ts';

/**
 * The reason for a session's end if the client reported none: the session's server found that the client process had
 * ended.
 */
export const CLIENT_LEFT = 'client';

/**
 * Records that a session is open, and applies the decision of {@link continuationOf}: moves claims of earlier sessions
 * to this one, releases claims of subagents in dead processes, and starts the session's tasks again if they are still
 * free.
 */
export function beginSession(tx: Tx, working: WorkInput, said: SessionReport & Pick<Beginning, 'cwd'>): Continuation {
  const sessions = Array.from(tx.all('session'), ([, session]) => session);
  const continuation = continuationOf(said, sessions, working);
  const { from, undone, origin, found } = continuation;
  const known = recordSession(tx, working, { ...said, origin });
  if (undone) endSession(tx, actingFor(undone.session, working, said), undone.session, 'fork');
  if (found) passOver(tx, working, found);
  for (const change of from) {
    passOver(tx, working, change);
    passOn(tx, change, said.id);
  }
  if (continuation.takesUp) for (const uuid of known?.tasks ?? []) restartTask(tx, working, uuid);
  return continuation;
}

/**
 * Records the session from which another one was forked. If the first has ended, as after `/branch` and `/background` in
 * its only terminal, its conversation continues in the fork, which gets the tasks that are still available.
 */
export function forkSession(tx: Tx, working: WorkInput, { id, origin }: { id: string; origin: string }): void {
  const [fork, old] = [tx.get('session', id), tx.get('session', origin)];
  if (fork) tx.put('session', id, { ...fork, origin });
  if (!old?.ended || !old.tasks) return;
  const { tasks, ...rest } = old;
  tx.put('session', origin, rest);
  for (const uuid of tasks) restartTask(tx, working, uuid);
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

/**
 * Applies a change of a session's processes to its claims, by {@link fateOf}. Releases the claims of subagents whose
 * process ended, and sets their unfinished tasks back to pending.
 */
function passOver(tx: Tx, working: WorkInput, change: SessionChange): void {
  const gaveBack = new Set<string>();
  for (const claim of claimsHeld(tx)) {
    const fate = fateOf(claim, change);
    if (fate.goes === 'on') tx.put('claim', claim.id, fate.claim);
    if (fate.goes === 'back') gaveBack.add(claim.holder);
  }
  for (const holder of gaveBack) releaseAgent(tx, working, holder);
}

/** Releases the claims of a subagent whose client ended, and sets its unfinished tasks back to pending. */
function releaseAgent(tx: Tx, working: WorkInput, holder: string): void {
  const note = 'The client ended before this agent had finished.';
  const agent = { session: sessionOf(holder), agent: holder.slice(holder.lastIndexOf('/') + 1) };
  finishAgent(tx, working, { ...agent, holder, note });
}

/**
 * Records that a session ended in the caller's process. If the session is open in another process, its claims pass to
 * that one. Otherwise releases its claims, and hands off its unfinished tasks.
 * With `clear`, the session continues under another id, whose start decides about the claims and tasks.
 */
export function endSession(tx: Tx, working: WorkInput, id: string, reason: string): void {
  const { renewer } = working.caller;
  const known: Session = tx.get('session', id) ?? { id, started: tx.at };
  const change = endedIn(known, renewer, working);
  const heir = change.left.length > 0 || reason === CLEAR ? undefined : livingFork(tx, working, id);
  if (heir) leaveTo(tx, working, change, heir);
  if (change.left.length === 0) finishSession(tx, working, known, reason);
  else if (reason !== CLEAR) {
    passOver(tx, working, change);
    tx.put('session', id, { ...withoutProcesses(known), ...inProcesses(change.left) });
  }
}

/** Returns the newest fork of a session that is still open, such as its copy in the background. */
function livingFork(tx: Tx, { alive }: WorkInput, id: string): Session | undefined {
  const forks = Array.from(tx.all('session'), ([, session]) => session).filter(
    (session) => session.origin === id && !session.ended && anyAlive(processesOf(session), alive) === true,
  );
  return forks.sort((a, b) => ascending(b.started, a.started))[0];
}

/** Passes the claims of a session that ends to its fork. Its subagents end together with its process. */
function leaveTo(tx: Tx, working: WorkInput, change: SessionChange, { id, process }: Session): void {
  const agents = claimsHeld(tx, ({ holder }) => isWithin(holder, change.session) && isAgent(holder));
  for (const holder of new Set(agents.map((claim) => claim.holder))) releaseAgent(tx, working, holder);
  const moved: SessionChange = { ...change, to: { id, process } };
  passOver(tx, working, moved);
  passOn(tx, moved, id);
}

/** Records that a session has ended in its last process. */
function finishSession(tx: Tx, working: WorkInput, known: Session, reason: string): void {
  const { id } = known;
  if (reason === CLEAR) {
    const { renewer } = working.caller;
    tx.put('session', id, { ...known, ...present({ process: renewer }), ended: tx.at, reason });
    return;
  }
  const isOf = (claim: Claim) => isWithin(claim.holder, id);
  const steps = closeSteps(tx, working, id);
  const open = steps.length > 0 ? ` Open steps: ${clip(steps.join('; '), STEPS_CHARS)}.` : '';
  const text = `${ENDINGS[reason] ?? 'The session ended'} while this task was active, without a note.${open}`;
  const own = unfinished(tx, (claim) => claim.holder === id);
  for (const task of unfinished(tx, isOf)) stopTask(tx, working, task, { text, automatic: true });
  releaseClaims(tx, isOf);
  endDispatches(tx, id);
  tx.put('session', id, {
    ...known,
    ended: tx.at,
    reason,
    ...(own.length > 0 ? { tasks: own.map(({ uuid }) => uuid) } : {}),
  });
}

/** Maximum length of the open steps in a handoff, in characters. */
const STEPS_CHARS = 500;

function withoutProcesses({ process: _, others: __, ...session }: Session): Session {
  return session;
}

/**
 * Moves dispatches and mirrors of a session to the id under which its conversation continues. If the session stays open
 * elsewhere, moves only the dispatches of the claims that were moved.
 */
function passOn(tx: Tx, { session: old, left }: SessionChange, id: string): void {
  const stays = left.length > 0;
  for (const [key, mirror] of stays ? [] : [...tx.all('mirror')])
    if (mirror.session === old) tx.put('mirror', key, { ...mirror, session: id });
  for (const [key, dispatch] of [...tx.all('dispatch')]) {
    if (dispatch.session !== old || (stays && !isMoved(tx, dispatch, id))) continue;
    const { holder } = dispatch;
    tx.put('dispatch', key, { ...dispatch, session: id, ...(holder ? { holder: renamed(holder, old, id) } : {}) });
  }
  const session = tx.get('session', old);
  if (!session) return;
  if (stays) tx.put('session', old, { ...withoutProcesses(session), ...inProcesses(left) });
  else tx.put('session', old, { ...session, ended: session.ended ?? tx.at, reason: CLEAR });
}

function isMoved(tx: Tx, { claim }: Dispatch, id: string): boolean {
  const moved = claim === undefined ? undefined : tx.get('claim', claim);
  return moved !== undefined && isWithin(moved.holder, id);
}
