import { accessSync, constants, existsSync, statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { errnoOf } from '../../../base/errno.ts';
import { sentence } from '../../../base/output/sentence.ts';
import { shellWord } from '../../../base/shell-word.ts';
import { BacklogError } from '../../../domain/errors.ts';
import { errnoMeaning } from '../../../store/index.ts';

/** Git's words for the errors of the operating system that a person can end: about the disk and its permissions. */
const WORDS: Readonly<Record<string, RegExp>> = {
  ENOSPC: /no space left on device/i,
  EDQUOT: /disk quota exceeded/i,
  EROFS: /read-only file system/i,
  // A server that refuses a key prints more after these words.
  EACCES: /: permission denied$|^error: insufficient permission for/im,
  EPERM: /: operation not permitted$/im,
};

/** Returns the operating system's name of the error that git's words are about, such as `ENOSPC`. */
export function errnoIn(said: string): string | undefined {
  return Object.keys(WORDS).find((errno) => WORDS[errno]!.test(said));
}

/** Returns the lock that stopped git, from its words `Unable to create '<file>.lock': File exists`. */
export function lockFileIn(said: string): string | undefined {
  return /Unable to create '(.+?\.lock)': File exists/.exec(said)?.[1];
}

/** Words for a lock that exists, and the line to type if a killed git left it. */
export const lockText = (file: string) => `${file} exists: another git process is running, or one was killed`;
export const lockHint = (file: string) => `If no git process is running: \`rm ${shellWord(file)}\``;

/** Git's words about a file that it can't write, for a reason that it doesn't print. */
const UNSAID = /unable to write|couldn't write|write error|failed to write|early EOF|hung up|disconnect|SIGBUS/i;
/** A disk with less free space, in bytes, counts as full. */
const FULL_BYTES = 64 * 1024;

/** Does the same for a call of git in a folder. If git doesn't print the reason, reads whether the folder's disk is full. */
export function errnoOfCall(said: string, folder: string): string | undefined {
  const errno = errnoIn(said);
  return errno === undefined && UNSAID.test(said) && isFull(folder) ? 'ENOSPC' : errno;
}

function isFull(folder: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize < FULL_BYTES;
  } catch {
    return false;
  }
}

/** Returns the operating system's name of the error behind a failure of git or of a file. */
export function errnoBehind(error: unknown): string | undefined {
  if (!(error instanceof BacklogError)) return errnoOfMkdir(error) ?? errnoOf(error);
  const errno = error.data?.errno;
  return typeof errno === 'string' ? errno : errnoIn(error.message);
}

/** Words an error of git or of a file, with what a person can do about a file that even its owner may not change. */
export function failureText(error: Error): string {
  const text = error instanceof BacklogError ? error.message : systemText(error);
  return errnoBehind(error) === 'EPERM' ? `${sentence(text)} ${MUTABLE}` : text;
}

/** Words an error of a file as the queue does, instead of `ENOSPC: no space left on device, write`. */
function systemText(error: Error): string {
  const errno = errnoBehind(error);
  return errno === undefined
    ? error.message
    : `${errnoMeaning(errno)}: ${error.message.replace(/^E[A-Z]+: .*?, /, '')}`;
}

const MUTABLE = 'If the file or its folder is immutable, make it mutable again: `chattr -i -a PATH`.';

/** Finds the reason why Node can't make a folder with its parents. For a read-only disk, it reports ENOENT itself. */
function errnoOfMkdir(error: unknown): string | undefined {
  const { code, syscall, path } = (error ?? {}) as Partial<NodeJS.ErrnoException>;
  if (code !== 'ENOENT' || syscall !== 'mkdir' || path === undefined) return undefined;
  let folder = dirname(path);
  while (!existsSync(folder) && folder !== dirname(folder)) folder = dirname(folder);
  return errnoOfWriting(folder);
}

/** Returns the operating system's name of the error that a change of a file or folder would have. */
export function errnoOfWriting(path: string): string | undefined {
  try {
    accessSync(path, constants.W_OK);
    return undefined;
  } catch (refused) {
    return errnoOf(refused);
  }
}
