import { lazy } from '../../base/lazy.ts';
import { processFacts } from '../../work/processes/process-facts.ts';
import { putMark, readMark, removeMark } from '../hooks/guard/session-mark.ts';

const ownStart = lazy(() => processFacts(process.pid)?.start ?? '?');

/** Tells the guard of edits that this server lives. There may have been no queue when it started. */
export function markAlive(env: NodeJS.ProcessEnv): void {
  if (readMark(env, process.ppid)?.pid !== process.pid) put(env, 0);
}

/** Tells the guard of edits that this server has answered the check of an edit. */
export function markAnswered(env: NodeJS.ProcessEnv, now: number): void {
  put(env, Math.floor(now / 1_000));
}

function put(env: NodeJS.ProcessEnv, answered: number): void {
  putMark(env, process.ppid, { answered, pid: process.pid, start: ownStart() });
}

export function removeOwnMark(env: NodeJS.ProcessEnv): void {
  removeMark(env, process.ppid, { pid: process.pid, now: Date.now() });
}
