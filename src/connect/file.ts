import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, resolve } from 'node:path';
import { errnoOf } from '../base/errno.ts';
import { BacklogError, refuse } from '../domain/errors.ts';
import { keepOwner } from '../store/index.ts';

/**
 * Reads a text file.
 * @returns undefined if the file doesn't exist
 * @throws BacklogError if the file can't be read, isn't a regular file or isn't UTF-8
 */
export function readText(file: string): string | undefined {
  try {
    // Reading a pipe could wait forever.
    if (!statSync(file).isFile()) return refuse('invalid', `${file} is no file`, { data: { file } });
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(readFileSync(file));
  } catch (error) {
    if (error instanceof BacklogError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    const why =
      code === 'ERR_ENCODING_INVALID_ENCODED_DATA' ? 'is no UTF-8 text' : `cannot be read: ${code ?? message}`;
    return refuse('invalid', `${file} ${why}`, {
      hint: 'Nothing was changed.',
      data: { file },
      cause: error,
    });
  }
}

/**
 * Replaces a file's text atomically: other programs read the old text or the new one. For a symbolic link, replaces the
 * text of its target. Keeps the mode and owner of an existing file. Only the owner can read a new private file.
 * @returns the folders created for the file, the outermost first
 */
export function replaceText(file: string, text: string, options: { private?: boolean } = {}): string[] {
  const target = followed(file);
  return orRefuse(file, () => {
    const made = makeFolders(dirname(target), options.private ? 0o700 : 0o777);
    const before = existsSync(target) ? statSync(target) : undefined;
    const fresh = `${target}.backlog-${process.pid}`;
    rmSync(fresh, { force: true });
    const handle = openSync(fresh, 'wx', before || options.private ? 0o600 : 0o644);
    try {
      writeFileSync(handle, text);
      fsyncSync(handle);
      closeSync(handle);
      if (before) keepMode(fresh, before);
      else keepOwner(fresh);
      renameSync(fresh, target);
    } catch (error) {
      rmSync(fresh, { force: true });
      throw error;
    }
    return made;
  });
}

/** Removes a file. Then removes the given folders that are empty. */
export function removeText(file: string, folders: readonly string[] = []): void {
  orRefuse(file, () => rmSync(followed(file), { force: true }));
  for (const folder of [...folders].reverse()) removeEmpty(folder);
}

export function removeEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // The folder has content or does not exist.
  }
}

/** Returns the path that symbolic links lead to, even if it doesn't exist. */
function followed(file: string, links = 0): string {
  let target: string;
  try {
    target = resolve(dirname(file), readlinkSync(file));
  } catch {
    return file;
  }
  if (links === MOST_LINKS) return refuse('conflict', `${file}: its links lead in a circle`);
  return followed(target, links + 1);
}

/** Maximum number of symbolic links to follow, as in Linux. */
const MOST_LINKS = 40;

function keepMode(file: string, { mode, uid, gid }: { mode: number; uid: number; gid: number }): void {
  try {
    chownSync(file, uid, gid);
  } catch {
    // Only root can change the owner. For all others, the file already has the right owner.
  }
  chmodSync(file, mode & 0o7777);
}

function makeFolders(folder: string, mode: number): string[] {
  if (existsSync(folder)) return [];
  const above = makeFolders(dirname(folder), mode);
  try {
    mkdirSync(folder, { mode });
    keepOwner(folder);
  } catch (error) {
    // Another call created the folder at the same time.
    if (errnoOf(error) === 'EEXIST' && existsSync(folder)) return above;
    throw error;
  }
  return [...above, folder];
}

function orRefuse<T>(file: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined || code === 'ERR_INVALID_ARG_TYPE') throw error;
    return refuse('forbidden', `${file} cannot be written: ${code}`, { data: { file }, cause: error });
  }
}
