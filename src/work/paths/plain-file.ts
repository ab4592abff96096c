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
import { errnoOf } from '../../base/errno.ts';

// An agent can put a named pipe or a link in place of a file beside its worktree. An ordinary read or write of a pipe
// would block this process forever, and a write through a link would change another file.

/** Opens a named pipe without waiting for its other end. Windows has neither this flag nor the next one. */
const AT_ONCE = constants.O_NONBLOCK ?? 0;
const NO_LINK = constants.O_NOFOLLOW ?? 0;

/** Opens a file for reading: not through a link, and without waiting for the writer of a pipe. */
export const READ_UNLINKED = constants.O_RDONLY | AT_ONCE | NO_LINK;

interface PlainLimits {
  /** Maximum size in bytes. A larger file counts as none. */
  most?: number;
  /** False if a link counts as none. */
  follows?: boolean;
}

const flagsOf = ({ follows = true }: PlainLimits) => (follows ? constants.O_RDONLY | AT_ONCE : READ_UNLINKED);

/** Reads a file; undefined if it does not exist, can't be read, or is no plain file. Follows links by default. */
export async function readPlain(file: string | Buffer, limits: PlainLimits = {}): Promise<Buffer | undefined> {
  const opened = await open(file, flagsOf(limits)).catch(() => undefined);
  if (opened === undefined) return undefined;
  try {
    const facts = await opened.stat();
    return facts.isFile() && facts.size <= (limits.most ?? facts.size) ? await opened.readFile() : undefined;
  } catch {
    return undefined;
  } finally {
    await opened.close();
  }
}

/** Reads a file as {@link readPlain} does, as text. */
export function readPlainText(file: string, limits: PlainLimits = {}): string | undefined {
  const opened = openPlain(file, limits);
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
export function openPlain(file: string, limits: PlainLimits = {}): number | undefined {
  let opened: number;
  try {
    opened = openSync(file, flagsOf(limits));
  } catch {
    return undefined;
  }
  const facts = fstatSync(opened);
  if (facts.isFile() && facts.size <= (limits.most ?? facts.size)) return opened;
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

/**
 * Opens a file for appending. Something else in its place is kept under another name. It checks the opened file,
 * because after an earlier check, an agent could still put a pipe there.
 */
export function appendPlain(file: string): number {
  const flags = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | AT_ONCE | NO_LINK;
  for (let attempt = 1; ; attempt++) {
    const opened = openedAs(file, flags, attempt === MOST_ATTEMPTS);
    if (opened !== undefined) {
      if (fstatSync(opened).isFile()) return opened;
      closeSync(opened);
    }
    const facts = lstatSync(file, { throwIfNoEntry: false });
    if (facts && !facts.isFile()) moveAside(file);
  }
}

/** Adds text to a file as {@link appendPlain} opens it. */
export function appendPlainText(file: string, text: string | Uint8Array): void {
  const opened = appendPlain(file);
  try {
    writeFileSync(opened, text);
  } finally {
    closeSync(opened);
  }
}

/** Number of times that something else may appear in a file's place. */
const MOST_ATTEMPTS = 1_000;

/** Errors of opening a pipe without a reader or a socket, a link, and a folder. */
const NO_FILE: ReadonlySet<string> = new Set(['ENXIO', 'ELOOP', 'EMLINK', 'EISDIR']);

function openedAs(file: string, flags: number, isLast: boolean): number | undefined {
  try {
    return openSync(file, flags, 0o600);
  } catch (error) {
    if (isLast || !NO_FILE.has(errnoOf(error) ?? '')) throw error;
    return undefined;
  }
}

function moveAside(file: string): void {
  try {
    renameSync(file, temporaryName(file));
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error;
  }
}

/** Returns an unused path next to a file. */
export const temporaryName = (file: string): string => `${file}.${process.pid}-${randomBytes(4).toString('hex')}`;
