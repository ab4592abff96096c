import { randomBytes } from 'node:crypto';
import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { open } from 'node:fs/promises';

// An agent can put a named pipe or a link in place of a file beside its worktree. An ordinary read or write of a pipe
// would block this process forever, and a write through a link would change another file.

/** Opens a named pipe without waiting for its writer. Windows has neither. */
const READ = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** Reads a file; undefined if it does not exist, can't be read, or is no plain file. Follows links. */
export async function readPlain(file: string): Promise<Buffer | undefined> {
  const opened = await open(file, READ).catch(() => undefined);
  if (opened === undefined) return undefined;
  try {
    return (await opened.stat()).isFile() ? await opened.readFile() : undefined;
  } catch {
    return undefined;
  } finally {
    await opened.close();
  }
}

/** Reads a file as {@link readPlain} does, as text. */
export function readPlainText(file: string): string | undefined {
  const opened = openPlain(file);
  if (opened === undefined) return undefined;
  try {
    return readFileSync(opened, 'utf8');
  } catch {
    return undefined;
  } finally {
    closeSync(opened);
  }
}

/** Opens a file for reading; undefined as for {@link readPlain}. */
export function openPlain(file: string): number | undefined {
  let opened: number;
  try {
    opened = openSync(file, READ);
  } catch {
    return undefined;
  }
  if (fstatSync(opened).isFile()) return opened;
  closeSync(opened);
  return undefined;
}

/** Replaces a small file in one step, and what is in its place, but no folder. Only this user can read the new one. */
export function writePlain(file: string, text: string): void {
  const draft = temporaryName(file);
  try {
    writeFileSync(draft, text, { mode: 0o600, flag: 'wx' });
    renameSync(draft, file);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}

/** Opens a file for appending. Something else in its place is kept under another name. */
export function appendPlain(file: string): number {
  const facts = lstatSync(file, { throwIfNoEntry: false });
  if (facts && !facts.isFile()) renameSync(file, temporaryName(file));
  return openSync(file, 'a', 0o600);
}

/** Returns an unused path next to a file. */
export const temporaryName = (file: string): string => `${file}.${process.pid}-${randomBytes(4).toString('hex')}`;
