import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { errnoOf } from '../base/errno.ts';
import { present } from '../base/present.ts';
import { shellWord } from '../base/shell-word.ts';
import { BacklogError } from '../domain/errors.ts';
import { FORMAT_FILE, HISTORY, LOG } from './layout.ts';
import { otherOwnerOf } from './owner.ts';

/** Wraps a platform error in a `store` error with a hint for the user. */
export function mediumFailed(doing: 'read' | 'write', file: string, error: unknown): BacklogError {
  if (error instanceof BacklogError) return error;
  const code = errnoOf(error);
  const other = isForbidden(code) ? otherOwnerOf(file) : undefined;
  const meaning = code ? errnoMeaning(code) : String(error);
  const detail = other ? `${meaning}, it belongs to ${other.owner}` : meaning;
  return new BacklogError('store', `cannot ${doing} ${file}: ${detail}`, {
    hint: other?.cure ?? hintFor(doing, code),
    data: { file, detail, ...present({ errno: code }) },
    cause: error,
  });
}

/** Returns the error for a file that other processes can read, but whose name may not be durable. */
export function notSynced(file: string, error: unknown): BacklogError {
  const failed = mediumFailed('write', file, error);
  return new BacklogError('store', failed.message, {
    ...present({ hint: failed.hint }),
    data: { ...failed.data, there: true },
    cause: error,
  });
}

export function isNotSynced(error: unknown): error is BacklogError {
  return error instanceof BacklogError && error.data?.there === true;
}

/** Checks whether a server did not answer, or has a problem that usually passes. */
export function isPassing(error: unknown): error is BacklogError {
  return error instanceof BacklogError && error.data?.passing === true;
}

/**
 * Returns the error for a commit that may be missing or not durable. The write neither succeeded nor failed: other
 * processes may have read the commit, but a crash may lose it.
 */
export function unconfirmed({ seq, command }: { seq: number; command: string }, error: BacklogError): BacklogError {
  const why = String(error.data?.detail ?? error.message);
  return new BacklogError('unconfirmed', `change ${seq} (${command}) is not confirmed: ${why}`, {
    hint: `Do not repeat it: task_history shows whether change ${seq} exists. When the disk or the server works again, run \`backlog doctor\`.`,
    data: { ...error.data, seq },
    cause: error,
  });
}

/** Returns the error for a file with unexpected content. */
export function damaged(file: string, why: string, cause?: unknown): BacklogError {
  return new BacklogError('store', `${file} is damaged: ${why}`, {
    hint: 'See what is affected: `backlog doctor`. Then restore the file from a backup.',
    data: { file, damage: why },
    ...present({ cause }),
  });
}

/** The problem of a `format.json` that is of another queue. */
export const OTHER_START = 'it names another queue than the first change follows';

/** Returns the error for a file that a later version of Backlog wrote, or that looks so because it is damaged. */
export function tooNew(file: string, why: string): BacklogError {
  const error = damaged(file, why);
  return new BacklogError('store', error.message, {
    hint: 'Update Backlog, if a newer version has written to this queue. Otherwise see `backlog doctor`.',
    data: error.data ?? {},
  });
}

/** Returns the error for a queue whose changes are all gone, though other files of it are there. */
export function withoutChanges(location: string, why: string): BacklogError {
  return new BacklogError('store', `the queue at ${location} has lost its changes: ${why}`, {
    hint: /^\w+:\/\//.test(location)
      ? "Nothing was written. Restore the server's own backup. An archive of Backlog goes into a new folder: `BACKLOG_DIR=FOLDER backlog restore FILE`"
      : 'Nothing was written. Restore a backup: `backlog restore FILE`. Without one, `backlog doctor` lists the files that remain.',
    data: { file: `${location}/log`, damage: why },
  });
}

/** Returns the error for a repository whose queue had changes and is gone, or has lost the file by which it is found. */
export function goneQueue(dir: string, common: string): BacklogError {
  if ([LOG, HISTORY].some((name) => existsSync(join(dir, name))))
    return damaged(join(dir, FORMAT_FILE), 'it is missing');
  return new BacklogError('store', `the queue of this repository is gone: ${dir} had changes, and now has none`, {
    hint: `If it is on a disk, mount the disk. Otherwise restore a backup: \`backlog restore FILE\`. To begin another queue, forget this one first: rm ${shellWord(`${common}/backlog`)}`,
    data: { file: dir },
  });
}

/** Damage after the last sound change. Everything up to it can be read; nothing may be written after it. */
export interface TailDamage {
  /** Number of the last sound change. */
  after: number;
  /** Number of the last change that is known to have existed. */
  to: number;
  /** The damaged or missing file, and its problem. */
  file: string;
  problem: string;
}

/** Thrown while the log is read, if everything before the damage is sound and no sound change follows it. */
export class DamagedTail extends Error {
  readonly tail: TailDamage;
  constructor(tail: TailDamage) {
    super(`${tail.file} is damaged: ${tail.problem}`);
    this.tail = tail;
  }
}

/** Returns the error for a write to a queue with damage at the end of its log. */
export function damagedTail({ after, to, file, problem }: TailDamage): BacklogError {
  return new BacklogError('store', `nothing can be written, because ${file} is damaged: ${problem}`, {
    hint: `Reading still works, up to change ${after}. See what is lost: \`backlog doctor\`. Then restore a backup, or go on without it: \`backlog doctor --salvage\``,
    data: { file, damage: problem, lost: { from: after + 1, to } },
  });
}

/** Returns the error for a store that was replaced: restored from a backup, or deleted and created again. */
export function replaced(location: string, why: string): BacklogError {
  return new BacklogError('store', `the queue at ${location} was replaced while it was open: ${why}`, {
    hint: 'Nothing was written. Restart the session (or the command).',
    data: { file: location, damage: why },
  });
}

/**
 * Checks whether an error means that the files contradict the data that this process has read. After it, the process
 * must not write.
 */
export function isDamage(error: unknown): error is BacklogError {
  return error instanceof BacklogError && error.data?.damage !== undefined;
}

/** Checks whether an error means that one file can't be used: its content is wrong, or this user can't read it. */
export function isUnusable(error: unknown): error is BacklogError {
  if (isDamage(error)) return true;
  const errno = error instanceof BacklogError ? error.data?.errno : undefined;
  return isForbidden(errno) || OF_ONE_FILE.has(errno);
}

/** Errors of a file in whose place something else is, or that the disk can't read. */
const OF_ONE_FILE: ReadonlySet<unknown> = new Set(['EISDIR', 'ENOTDIR', 'EIO', 'ELOOP', 'ENXIO']);

/** Returns the error for every call after the first damage. It repeats the first error. */
export function stoppedStore(location: string, damage: BacklogError): BacklogError {
  return new BacklogError('store', `this process has stopped using the queue at ${location}: ${damage.message}`, {
    hint: 'Nothing was written. See `backlog doctor`, then restart the session (or the command).',
    data: damage.data ?? {},
    cause: damage,
  });
}

/** Checks whether a platform error code means that this user lacks access. */
export function isForbidden(code: unknown): boolean {
  return code === 'EACCES' || code === 'EPERM';
}

/**
 * Checks whether an error code means that the file system lacks hard links. Backlog needs these to create a file only
 * if it is missing.
 */
export function isNoHardLinks(code: string | undefined): boolean {
  return code !== undefined && ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EXDEV'].includes(code);
}

export function noHardLinks(file: string, cause: unknown): BacklogError {
  return new BacklogError('store', `the filesystem of ${file} has no hard links, which the queue needs`, {
    hint: 'Set BACKLOG_DIR to a folder on a local filesystem (ext4, xfs, btrfs, APFS, …).',
    data: { file, errno: errnoOf(cause) ?? 'ENOTSUP' },
    cause,
  });
}

/** Says what an error of the operating system means, given its name. */
export function errnoMeaning(errno: string): string {
  return MEANING[errno] ?? errno;
}

const MEANING: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full (ENOSPC)',
  EDQUOT: 'the disk quota is used up (EDQUOT)',
  EROFS: 'the filesystem is read-only (EROFS)',
  EACCES: 'permission denied (EACCES)',
  EPERM: 'not permitted (EPERM)',
  EIO: 'the disk reported an error (EIO)',
  EMFILE: 'this process has too many open files (EMFILE)',
  ENFILE: 'the system has too many open files (ENFILE)',
  ENOTDIR: 'part of its path is a file, not a folder (ENOTDIR)',
  ENOENT: 'it does not exist (ENOENT)',
  EISDIR: 'it is a folder, not a file (EISDIR)',
  ELOOP: 'it is a link that leads to itself (ELOOP)',
  ENXIO: 'it is a socket, not a file (ENXIO)',
  EBUSY: 'it is a mount point (EBUSY)',
  EXDEV: 'it is on another disk (EXDEV)',
};

function hintFor(doing: 'read' | 'write', code: string | undefined): string {
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return 'Free some space and try again. Every acknowledged change is safe.';
  if (code === 'EMFILE' || code === 'ENFILE') return 'Close some programs or raise `ulimit -n`, then try again.';
  if (doing === 'write' && code && ['EROFS', 'EACCES', 'EPERM', 'ENOTDIR'].includes(code)) {
    return 'Set BACKLOG_HOME, or BACKLOG_DIR if it is set, to a folder that you may write to. Reading still works.';
  }
  return 'Check the disk and the permissions of the folder, then run `backlog doctor`.';
}
