import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { errnoOf } from '../../base/errno.ts';
import { damaged, mediumFailed } from '../failure.ts';
import { ADDRESS_FILE, FORMAT_FILE } from '../layout.ts';
import { readSmallFile, writeFileOfQueue } from './small-file.ts';

/** Checks whether a folder has a queue, or the address of one. */
export function hasQueue(dir: string): boolean {
  return existsSync(join(dir, FORMAT_FILE)) || hasAddress(dir);
}

/** Checks whether the queue of a folder is elsewhere, so that the folder has only what belongs to this machine. */
export function hasAddress(dir: string): boolean {
  return existsSync(join(dir, ADDRESS_FILE));
}

/**
 * Returns the address of the queue of a folder, if the queue is elsewhere.
 * @throws BacklogError `store` for a file that can't be read
 */
export function addressIn(dir: string): string | undefined {
  const file = join(dir, ADDRESS_FILE);
  const text = read(file);
  if (text === undefined) return undefined;
  try {
    const { address } = JSON.parse(text) as { address?: unknown };
    if (typeof address === 'string') return address;
  } catch {}
  throw damaged(file, 'expected {"address": URL}');
}

/** Writes the address of the queue into a folder, which is created if it is missing. */
export function putAddress(dir: string, address: string): void {
  writeFileOfQueue(dir, ADDRESS_FILE, { address });
}

/** Removes the address from a folder whose queue has come back into it. */
export function removeAddress(dir: string): void {
  try {
    rmSync(join(dir, ADDRESS_FILE), { force: true });
  } catch (error) {
    throw mediumFailed('write', dir, error);
  }
}

function read(file: string): string | undefined {
  try {
    return readSmallFile(file);
  } catch (error) {
    // Without the folder, there is no address either.
    if (errnoOf(error) === 'ENOTDIR') return undefined;
    throw mediumFailed('read', file, error);
  }
}
