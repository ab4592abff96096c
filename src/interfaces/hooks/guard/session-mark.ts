import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { DAY_MS } from '../../../base/day.ts';

/**
 * The mark of a session's server: a file with the name of the client's process, which is the parent of the server and of
 * all hooks. `hooks/run.sh` reads it, too. Its line has the server's process number and start, and the ids of the last
 * calls of edits that the server has checked.
 */
export interface SessionMark {
  pid: number;
  start: string;
  /** The newest is the first. */
  answered: readonly string[];
}

const FOLDER = 'serving';

/** Returns the folder of the marks; as the shell of `hooks/run.sh` builds it. */
function markFolder(env: NodeJS.ProcessEnv): string {
  return join(env.BACKLOG_DIR || env.BACKLOG_HOME || join(env.HOME || homedir(), '.backlog'), FOLDER);
}

/** Writes the mark of this server, where snapshots of claims are. Never throws: without it, edits are checked twice. */
export function putMark(env: NodeJS.ProcessEnv, client: number, { pid, start, answered }: SessionMark): void {
  const folder = markFolder(env);
  try {
    if (!existsSync(folder)) {
      if (!OF_QUEUES.some((name) => existsSync(join(folder, '..', name)))) return;
      mkdirSync(folder, { mode: 0o700 });
    }
    writeFileSync(join(folder, String(client)), `${[pid, start, ...answered].join(' ')}\n`, { mode: 0o600 });
  } catch {}
}

/** What a folder of queues has, or the folder of one queue that had a claim. */
const OF_QUEUES = ['workspaces', 'claims'];

/** Removes the mark of a server that ends, and marks of clients that ended without a word. */
export function removeMark(env: NodeJS.ProcessEnv, client: number, { pid, now }: { pid: number; now: number }): void {
  const folder = markFolder(env);
  try {
    // The client may have started the next server already.
    if (readMark(env, client)?.pid === pid) rmSync(join(folder, String(client)), { force: true });
    for (const name of readdirSync(folder))
      if (now - statSync(join(folder, name)).mtimeMs > UNUSED_MS) rmSync(join(folder, name), { force: true });
  } catch {}
}

const UNUSED_MS = 7 * DAY_MS;

/** Returns the mark of a client's server. Undefined if it has none, or it can't be read. */
export function readMark(env: NodeJS.ProcessEnv, client: number): SessionMark | undefined {
  try {
    const text = readFileSync(join(markFolder(env), String(client)), 'utf8');
    const [, pid, start, calls] = /^(\d+) (\S+)(.*)\n$/.exec(text) ?? [];
    return start === undefined ? undefined : { pid: Number(pid), start, answered: calls?.split(' ').slice(1) ?? [] };
  } catch {
    return undefined;
  }
}

/** Checks whether the server has answered the check of a call. Another call's answer says nothing: it may have died since. */
export function hasAnswered(mark: SessionMark | undefined, call: string | undefined): boolean {
  return call !== undefined && mark?.answered.includes(call) === true;
}
