import { execFile } from 'node:child_process';
import { lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { isObject } from '../../base/is-object.ts';
import { readJsonText } from '../../base/json/json-text.ts';
import { type ProcessId, sameProcess } from '../../base/process-id.ts';
import { isAlive, processId } from '../../work/processes/processes.ts';

const PREFIX = 'backlog-sandbox-';
/** The identity of the process that serves the sandbox. It is beside the sockets, so no contained program reads it. */
const OWNER = 'owner';

/** The command that removes the container of the sandbox, if it has one. */
const CONTAINER = 'container';
/** Maximum duration of that command in milliseconds. */
const REMOVAL_MS = 30_000;

/** A shell line that removes a container, and the environment in which the container was started. */
export interface Removal {
  line: string;
  env: Readonly<Record<string, string>>;
}

/** The folder of one sandbox. */
export interface SocketFolder {
  /** Unique name on this machine, also for a container. */
  name: string;
  /** Folder for the sockets. */
  sockets: string;
  /** The folder around it, which no contained program sees. */
  folder: string;
  /** Stores how the sandbox's container is removed, for this process or a later one. */
  holds(removal: Removal): void;
  /** Removes the container and the folder. */
  remove(): Promise<void>;
}

/**
 * Makes the folder for the sockets of one sandbox, in the temporary folder: a longer path would be too long for a socket.
 * Removes those of processes that were killed.
 * @param removalMs maximum duration of the removal of its container
 */
export async function makeSocketFolder(removalMs?: number): Promise<SocketFolder> {
  await removeLeftSandboxes();
  const folder = mkdtempSync(join(tmpdir(), PREFIX));
  writeFileSync(join(folder, OWNER), JSON.stringify(processId() ?? {}));
  const sockets = join(folder, 's');
  mkdirSync(sockets, { mode: 0o700 });
  return {
    name: basename(folder),
    sockets,
    folder,
    holds: (removal) => writeFileSync(join(folder, CONTAINER), JSON.stringify(removal)),
    remove: () => removeSandbox(folder, removalMs),
  };
}

/**
 * Removes the folders and containers of sandboxes whose process is certainly dead.
 * @param killed a process that counts as dead
 */
export async function removeLeftSandboxes(killed?: ProcessId): Promise<void> {
  const folders = readdirSync(tmpdir()).filter((name) => name.startsWith(PREFIX));
  await Promise.all(
    folders.map((name) => join(tmpdir(), name)).map(async (folder) => isLeft(folder, killed) && removeSandbox(folder)),
  );
}

/** Removes a sandbox. If its container can't be removed, the folder stays, so that a later call tries again. */
async function removeSandbox(folder: string, removalMs = REMOVAL_MS): Promise<void> {
  const removal = removalIn(folder);
  if (removal && !(await isRemoved(removal, removalMs))) return;
  rmSync(folder, { recursive: true, force: true });
}

/** Reads how the container of a sandbox is removed. It is written before the start: half of it has no container. */
function removalIn(folder: string): Removal | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, CONTAINER), 'utf8')) as Removal;
  } catch {
    return undefined;
  }
}

/** Complaints about a container that has ended by itself. */
const GONE = /no such container|no container with|removal .* in progress/i;

function isRemoved({ line, env }: Removal, removalMs: number): Promise<boolean> {
  return new Promise((done) => {
    // podman doesn't end by SIGTERM while it waits for a lock.
    execFile('/bin/sh', ['-c', line], { env, timeout: removalMs, killSignal: 'SIGKILL' }, (error, _, said) =>
      done(!error || GONE.test(said)),
    );
  });
}

/** Checks whether the process of a folder is certainly dead. */
function isLeft(folder: string, killed: ProcessId | undefined): boolean {
  try {
    const { uid, mode } = lstatSync(folder);
    // Another user could put a link into a folder of theirs while it is removed.
    if (uid !== process.getuid?.() || (mode & 0o077) !== 0) return false;
    const read = readJsonText(readFileSync(join(folder, OWNER), 'utf8'), () => 'no JSON');
    if (!('value' in read && isObject(read.value))) return false;
    const owner = read.value as unknown as ProcessId;
    return (killed !== undefined && sameProcess(killed, owner)) || isAlive(owner) === false;
  } catch {
    return false;
  }
}
