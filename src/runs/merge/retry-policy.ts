import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256 } from '../../store/index.ts';
import { checkoutMark, type RunsPlace } from '../git/index.ts';
import type { QueueEntry } from './entry.ts';

/**
 * Milliseconds after which a batch is tried again even if the main checkout has not changed. Another worktree may have
 * the target branch, and changes there are not noticed.
 */
const ANYWAY_MS = 30_000;

/** Remembers failed attempts to land a batch, so that the same attempt is not repeated before something has changed. */
export interface RetryPolicy {
  /** Checks whether another attempt would fail for the same reason. */
  isPointless(batch: readonly QueueEntry[], place: RunsPlace): Promise<boolean>;
  /** Records that the attempt to land this batch failed. */
  failed(batch: readonly QueueEntry[]): void;
}

/** Makes a retry policy. `settings` returns the settings that an attempt depends on. */
export function createRetryPolicy({
  now = () => performance.now(),
  settings = () => undefined,
}: {
  now?: () => number;
  settings?: () => unknown;
} = {}): RetryPolicy {
  const tried = new Map<string, { looked: string; at: number }>();
  const seen = new Map<string, string>();
  return {
    async isPointless(batch, place) {
      const looked = await look(place, settings());
      // The state is from before the attempt, so that a person's change during the attempt counts as a change.
      seen.set(nameOf(batch), looked);
      const last = tried.get(nameOf(batch));
      return last !== undefined && now() - last.at <= ANYWAY_MS && last.looked === looked;
    },
    failed(batch) {
      tried.set(nameOf(batch), { looked: seen.get(nameOf(batch)) ?? '', at: now() });
    },
  };
}

function nameOf(batch: readonly QueueEntry[]): string {
  return batch.map(({ id, verdict }) => `${id} ${verdict.commit} ${verdict.now ?? ''}`).join(' ');
}

/** Refs that our own pushes and landings move. Their changes are no reason for another attempt. */
const OF_PUSHES = /^refs\/(backlog|remotes)\//;

/**
 * Hashes the person's checkout, branches and worktrees, with unfinished operations in them: a lock, a rebase, a bisect.
 */
async function look({ repository }: RunsPlace, settings: unknown): Promise<string> {
  const { common = '' } = repository;
  const { refs, ...mark } = await checkoutMark(repository);
  const theirs = Object.entries(refs).filter(([ref]) => !OF_PUSHES.test(ref));
  const names = await Promise.all([common, join(common, 'worktrees')].map((folder) => readdir(folder).catch(() => [])));
  return sha256(JSON.stringify([mark, theirs, names, settings]));
}
