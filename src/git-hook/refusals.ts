import { dirname } from 'node:path';
import { refuse } from '../domain/errors.ts';

/** Throws the error about Backlog's hook if it can't be changed because somebody added lines to it. */
export function refuseEdited(file: string): never {
  return refuse('conflict', `${file} is Backlog's pre-commit hook, but its text was changed`, {
    hint: 'Move the added lines to another hook and delete the file. Then repeat this command.',
    data: { file },
  });
}

/** Throws the error about a folder that can't be written. Rethrows any other system error. */
export function cannotWrite(error: unknown, file: string): never {
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (syscall === undefined) throw error;
  return refuse('forbidden', `can't write to ${dirname(file)} (${code})`, {
    hint: 'Make the folder writable, or set another one: `git config core.hooksPath <folder>`.',
    cause: error,
  });
}
