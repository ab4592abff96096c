import { lazy } from '../../base/lazy.ts';
import { processFacts } from '../../work/processes/process-facts.ts';
import { putMark, removeMark } from '../hooks/guard/session-mark.ts';

const ownStart = lazy(() => processFacts(process.pid)?.start ?? '?');

/**
 * Tells the guard of edits that this server lives.
 * @param answered time of an answered check of an edit, in epoch ms; 0 before the first
 */
export function putOwnMark(env: NodeJS.ProcessEnv, answered: number): void {
  putMark(env, process.ppid, { answered: Math.floor(answered / 1_000), pid: process.pid, start: ownStart() });
}

export function removeOwnMark(env: NodeJS.ProcessEnv): void {
  removeMark(env, process.ppid, Date.now());
}
