import { sentence } from '../../base/output/sentence.ts';
import { BacklogError, type ErrorCode, isSystemError } from '../../domain/errors.ts';
import type { Instant } from '../../domain/instant.ts';
import type { RunReason } from '../../domain/runs/run-reasons.ts';
import { errnoBehind, failureText, HistoryLost } from '../git/index.ts';
import type { AgentOutcome } from '../providers/provider.ts';

/**
 * The reason why a supervisor ends a run early. `superseded` means that another supervisor has the run, so this one
 * changes nothing.
 */
export class Halt extends Error {
  readonly reason: RunReason | 'superseded';
  /** Instant after which the run may continue. */
  readonly until: Instant | undefined;

  constructor(reason: RunReason | 'superseded', text: string, until?: Instant) {
    super(text);
    this.name = 'Halt';
    this.reason = reason;
    this.until = until;
  }
}

/** A {@link Halt} before a round, while its worktree gets the files of the last result: those in it are no work. */
export class Unsecured extends Halt {}

interface HaltReason {
  reason: RunReason | 'superseded';
  text: string;
  until?: Instant | undefined;
}

/**
 * Classifies the error that ended a run. Only a failure of git is told as git's. A defect of Backlog, such as a record that
 * the queue refuses, has a separate reason, never retried.
 */
export function haltOf(error: unknown): HaltReason {
  if (error instanceof Halt) return { reason: error.reason, text: error.message, until: error.until };
  if (error instanceof HistoryLost) return { reason: LOST[error.lost], text: withHint(error) };
  if (error instanceof BacklogError && !isWrongRecord(error))
    return { reason: reasonOfCode(error), text: withHint(error) };
  if (isSystemError(error)) return { reason: ofDisk(error) ?? 'no_access', text: failureText(error) };
  // The log gets the stack for developers of Backlog.
  console.error(error);
  return { reason: 'defect', text: error instanceof BacklogError ? withHint(error) : String(error) };
}

/** Checks whether the queue refused a record. The supervisor makes all of its records itself, without a caller. */
function isWrongRecord({ code, data }: BacklogError): boolean {
  return code === 'defect' || (code === 'invalid' && data?.problems !== undefined);
}

/** Maps an error with a code to the run's reason: the queue, the disk, git, or another refusal. */
function reasonOfCode(error: BacklogError): RunReason {
  if (OF_QUEUE.has(error.code)) return 'queue_failed';
  return ofDisk(error) ?? (error.code === 'git' ? 'git_failed' : 'refused');
}

/** Codes of errors that the queue causes. */
const OF_QUEUE: ReadonlySet<ErrorCode> = new Set(['store', 'unconfirmed', 'contention']);

/** Returns the reason of an error of the disk or its permissions. */
const ofDisk = (error: Error): RunReason | undefined => OF_DISK[errnoBehind(error) ?? ''];

const OF_DISK: Readonly<Record<string, RunReason>> = {
  ENOSPC: 'disk_full',
  EDQUOT: 'disk_full',
  EROFS: 'no_access',
  EACCES: 'no_access',
  EPERM: 'no_access',
};

function withHint(error: BacklogError): string {
  const text = failureText(error);
  return error.hint ? `${sentence(text)} ${error.hint}` : text;
}

const LOST = {
  'not-descended': 'base_lost',
  'no-commit': 'base_lost',
  replaced: 'base_lost',
  'no-tree': 'worktree_lost',
  refused: 'worktree_lost',
  damaged: 'worktree_lost',
} as const satisfies Record<HistoryLost['lost'], RunReason>;

/** Maps the kind of an agent's outcome to the run's reason, if the agent didn't finish. */
export const REASON_OF: Readonly<Record<Exclude<AgentOutcome['kind'], 'done'>, RunReason>> = {
  failed: 'agent_failed',
  turn_limit: 'turn_limit',
  cost_limit: 'cost_limit',
  rate_limited: 'rate_limited',
  unauthenticated: 'unauthenticated',
  interrupted: 'agent_failed',
  crashed: 'crashed',
  nonsense: 'nonsense',
};
