import { BacklogError, isSystemError } from '../../domain/errors.ts';
import type { RunReason } from '../../domain/runs/run-reasons.ts';
import { HistoryLost } from '../git/index.ts';
import { Halt } from './halt.ts';

interface HaltReason {
  reason: RunReason | 'superseded';
  text: string;
  until?: string | undefined;
}

/**
 * Classifies the error that ended a run. A defect of Backlog has its own reason, which is never retried automatically.
 */
export function haltOf(error: unknown): HaltReason {
  if (error instanceof Halt) return { reason: error.reason, text: error.message, until: error.until };
  if (error instanceof HistoryLost) return { reason: LOST[error.lost], text: withHint(error) };
  if (error instanceof BacklogError) return { reason: 'git_failed', text: withHint(error) };
  if (isSystemError(error)) return { reason: 'git_failed', text: error.message };
  // For developers of Backlog: the log has the stack.
  console.error(error);
  return { reason: 'defect', text: String(error) };
}

const withHint = ({ message, hint }: BacklogError) => (hint ? `${message}. ${hint}` : message);

const LOST = {
  'not-descended': 'base_lost',
  'no-commit': 'base_lost',
  replaced: 'base_lost',
  'no-tree': 'worktree_lost',
  damaged: 'worktree_lost',
} as const satisfies Record<HistoryLost['lost'], RunReason>;
