import { lazy } from '../../base/lazy.ts';
import { processFacts } from '../../work/processes/process-facts.ts';
import { putMark, readMark, removeMark, type SessionMark } from '../hooks/guard/session-mark.ts';

const ownStart = lazy(() => processFacts(process.pid)?.start ?? '?');

/** Tells the guard of edits that this server lives. There may have been no queue when it started. */
export function markAlive(env: NodeJS.ProcessEnv): void {
  if (!own(env)) put(env, []);
}

/** Tells the guard of edits that this server has answered the check of a call. */
export function markAnswered(env: NodeJS.ProcessEnv, call: string | undefined): void {
  // `hooks/run.sh` compares ids as words.
  if (call === undefined || !/^[\w-]+$/.test(call)) markAlive(env);
  else put(env, [call, ...(own(env)?.answered ?? [])].slice(0, MOST_CALLS));
}

/** A client asks for the edits of one message together. */
const MOST_CALLS = 20;

function own(env: NodeJS.ProcessEnv): SessionMark | undefined {
  const mark = readMark(env, process.ppid);
  return mark?.pid === process.pid ? mark : undefined;
}

function put(env: NodeJS.ProcessEnv, answered: readonly string[]): void {
  putMark(env, process.ppid, { pid: process.pid, start: ownStart(), answered });
}

export function removeOwnMark(env: NodeJS.ProcessEnv): void {
  removeMark(env, process.ppid, { pid: process.pid, now: Date.now() });
}
