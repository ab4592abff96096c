import { lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isObject } from '../../base/is-object.ts';
import { readJsonText } from '../../base/json/json-text.ts';
import type { ProcessId } from '../../base/process-id.ts';
import { isAlive, processId } from '../../work/processes/processes.ts';

const PREFIX = 'backlog-sandbox-';
/** The identity of the process that serves the sandbox. It is beside the sockets, so no contained program reads it. */
const OWNER = 'owner';

/**
 * Makes the folder for the sockets of one sandbox, in the temporary folder: a longer path would be too long for a socket.
 * Removes those of processes that were killed.
 */
export function makeSocketFolder(): { sockets: string; remove(): void } {
  removeLeftFolders();
  const folder = mkdtempSync(join(tmpdir(), PREFIX));
  writeFileSync(join(folder, OWNER), JSON.stringify(processId() ?? {}));
  const sockets = join(folder, 's');
  mkdirSync(sockets, { mode: 0o700 });
  return { sockets, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

function removeLeftFolders(): void {
  for (const name of readdirSync(tmpdir())) {
    const folder = join(tmpdir(), name);
    if (name.startsWith(PREFIX) && isLeft(folder)) rmSync(folder, { recursive: true, force: true });
  }
}

/** Checks whether the process of a folder is certainly dead. */
function isLeft(folder: string): boolean {
  try {
    const { uid, mode } = lstatSync(folder);
    // Another user could put a link into a folder of theirs while it is removed.
    if (uid !== process.getuid?.() || (mode & 0o077) !== 0) return false;
    const read = readJsonText(readFileSync(join(folder, OWNER), 'utf8'), () => 'no JSON');
    return 'value' in read && isObject(read.value) && isAlive(read.value as unknown as ProcessId) === false;
  } catch {
    return false;
  }
}
