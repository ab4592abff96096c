import { randomBytes } from 'node:crypto';
import { linkSync, renameSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { errnoOf } from '../../base/errno.ts';
import { BacklogError, isSystemError } from '../../domain/errors.ts';
import { keepOwner, makeOwnFolder } from '../../store/index.ts';

/** Replaces the file at once: readers see the old or the new content. */
export function writeWhole(file: string, text: string): void {
  const draft = draftOf(file, text);
  try {
    renameSync(draft, file);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}

/** Writes the complete file unless it already exists. @returns whether this call wrote the file */
export function putIfAbsent(file: string, text: string): boolean {
  const draft = draftOf(file, text);
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return false;
    throw error;
  } finally {
    unlinkSync(draft);
  }
}

const FULL = ['ENOSPC', 'EDQUOT'];

/** Runs `work`. @throws BacklogError `store` instead of a system error about that folder */
export function usable<T>(folder: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!isSystemError(error)) throw error;
    throw new BacklogError('store', `can't use the folder ${folder}: ${error.message}`, {
      hint: FULL.includes(errnoOf(error) ?? '')
        ? 'Free some space and try again.'
        : 'Set BACKLOG_HOME to another folder.',
      cause: error,
    });
  }
}

function draftOf(file: string, text: string): string {
  const draft = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`;
  makeOwnFolder(dirname(file));
  try {
    writeFileSync(draft, text, { mode: 0o600, flag: 'wx' });
    keepOwner(draft);
    return draft;
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}
