import { randomBytes } from 'node:crypto';
import { lstatSync, readFileSync, readlinkSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { mediumFailed } from '../failure.ts';
import { keepOwner, makeOwnFolder } from '../owner.ts';

/** Maximum number of bytes that {@link readSmallFile} reads. Its files are shorter. */
const MOST = 64 * 1024;

/**
 * Reads a small text file in a folder with untrusted content. Returns an empty text for a file that is too long or no
 * regular file, so that the caller rejects it. A pipe would never end, and reading a device may have effects.
 * @returns undefined if the file is missing
 * @throws the platform's error if the file can't be read
 */
export function readSmallFile(file: string): string | undefined {
  const facts = statSync(file, { throwIfNoEntry: false });
  if (!facts) return undefined;
  return facts.isFile() && facts.size <= MOST ? readFileSync(file, 'utf8') : '';
}

/** Reads like {@link readSmallFile}, but also returns undefined if the file can't be read. */
export function readableFile(file: string): string | undefined {
  try {
    return readSmallFile(file);
  } catch {
    return undefined;
  }
}

/** Returns the target of a symbolic link; undefined for any other path. */
export function linkAt(path: string): string | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ? readlinkSync(path) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Writes a value as a JSON file, which appears whole.
 * @param place gives the complete temporary file its name; by default it replaces a file of that name
 * @throws BacklogError `store` if the file can't be written
 */
export function writeSmallFile(
  file: string,
  value: object,
  place: (temp: string, file: string) => void = renameSync,
): void {
  const temp = `${file}.tmp-${process.pid}-${randomBytes(6).toString('hex')}`;
  try {
    writeFileSync(temp, `${JSON.stringify(value)}\n`, { flag: 'wx', mode: 0o600, flush: true });
    keepOwner(temp);
    place(temp, file);
  } catch (error) {
    throw mediumFailed('write', file, error);
  } finally {
    rmSync(temp, { force: true });
  }
}

/**
 * Writes a small file into the folder that this machine has for a queue, and makes the folder if it is missing: a queue
 * that only BACKLOG_STORE names has none before.
 * @throws BacklogError `store` if the file can't be written
 */
export function writeFileOfQueue(dir: string, name: string, value: object): void {
  try {
    makeOwnFolder(dir);
  } catch (error) {
    throw mediumFailed('write', dir, error);
  }
  writeSmallFile(join(dir, name), value);
}
