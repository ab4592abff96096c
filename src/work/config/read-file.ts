import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { errnoOf } from '../../base/errno.ts';
import { refuse } from '../../domain/errors.ts';
import { CONFIG_LIMITS } from './config-text.ts';

/**
 * Reads a config file from a folder that may contain anything: a pipe would never end, and reading a device may have
 * effects. Longer content is cut off after one byte too many.
 * @param name the file's name for errors
 * @returns undefined if the file is missing
 * @throws BacklogError `invalid` for a link and for anything that is no regular file
 */
export function readPlainFile(path: string, name: string): Buffer | undefined {
  let file: number;
  try {
    file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
  } catch (error) {
    const code = errnoOf(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    if (code === 'ELOOP') return refuse('invalid', `${name}: expected a file, found a link`);
    return refuse('invalid', `can't read ${name}: ${code ?? String(error)}`);
  }
  try {
    if (!fstatSync(file).isFile()) refuse('invalid', `${name}: expected a regular file`);
    const bytes = Buffer.alloc(CONFIG_LIMITS.bytes + 1);
    let length = 0;
    for (;;) {
      const read = readSync(file, bytes, length, bytes.length - length, length);
      length += read;
      if (read === 0 || length === bytes.length) return bytes.subarray(0, length);
    }
  } finally {
    closeSync(file);
  }
}
