import { dirname } from 'node:path';
import { refuse } from '../domain/errors.ts';

/** Refuses to change our hook after somebody added lines to it. */
export function edited(file: string): never {
  return refuse('conflict', `${file} is our hook, and somebody changed it since it was written`, {
    hint: 'Lines that others added would go with it: move them into a hook of their own and remove the file, then call this again.',
    data: { file },
  });
}

/** Turns a system error into a refusal that names the folder. Rethrows any other error. */
export function cannotWrite(error: unknown, file: string): never {
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (syscall === undefined) throw error;
  return refuse('forbidden', `${dirname(file)} cannot be written (${code})`, {
    hint: 'Make the folder of hooks writable, or name another one: git config core.hooksPath.',
    cause: error,
  });
}
