import { dirname } from 'node:path';
import { refuse } from '../domain/errors.ts';

/** Throws the error for a hook of ours that can't be changed, because somebody added lines to it. */
export function edited(file: string): never {
  return refuse('conflict', `${file} is our hook, and somebody changed it since it was written`, {
    hint: 'Lines that others added would go with it: move them into a hook of their own and remove the file, then call this again.',
    data: { file },
  });
}

/** Throws the error for a folder that can't be written. Rethrows any other system error. */
export function cannotWrite(error: unknown, file: string): never {
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (syscall === undefined) throw error;
  return refuse('forbidden', `${dirname(file)} cannot be written (${code})`, {
    hint: 'Make the folder of hooks writable, or name another one: git config core.hooksPath.',
    cause: error,
  });
}
