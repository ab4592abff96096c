import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { DAY_MS } from '../../../base/day.ts';

/**
 * The mark of a session's server: a file with the name of the client's process, which is the parent of the server and of
 * all hooks. `hooks/run.sh` reads it, too. Its line has the second of the last check of an edit that the server answered
 * (0 for none), and the server's process number and start.
 */
export interface SessionMark {
  /** Epoch seconds. */
  answered: number;
  pid: number;
  start: string;
}

const FOLDER = 'serving';

/** Returns the folder of the marks; as the shell of `hooks/run.sh` builds it. */
function markFolder(env: NodeJS.ProcessEnv): string {
  return join(env.BACKLOG_DIR || env.BACKLOG_HOME || join(env.HOME || homedir(), '.backlog'), FOLDER);
}

/** Writes the mark of this server, where snapshots of claims are. Never throws: without it, edits are checked twice. */
export function putMark(env: NodeJS.ProcessEnv, client: number, { answered, pid, start }: SessionMark): void {
  const folder = markFolder(env);
  try {
    if (!existsSync(folder)) {
      if (!OF_QUEUES.some((name) => existsSync(join(folder, '..', name)))) return;
      mkdirSync(folder, { mode: 0o700 });
    }
    writeFileSync(join(folder, String(client)), `${answered} ${pid} ${start}\n`, { mode: 0o600 });
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
    const [, answered, pid, start] = /^(\d+) (\d+) (\S+)\n$/.exec(text) ?? [];
    return start === undefined ? undefined : { answered: Number(answered), pid: Number(pid), start };
  } catch {
    return undefined;
  }
}

/** Checks whether the server has answered a check of an edit in this second. */
export function hasAnswered(mark: SessionMark | undefined, now: number): boolean {
  return mark !== undefined && Math.abs(Math.floor(now / 1_000) - mark.answered) <= 1;
}
