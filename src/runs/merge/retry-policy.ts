import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256 } from '../../store/index.ts';
import { checkoutMark, type RunsPlace } from '../git/index.ts';
import type { QueueEntry } from './entry.ts';

/**
 * Milliseconds after which a batch is tried again even if the main checkout is unchanged. The reason may be in another
 * worktree with the target branch, whose changes Backlog doesn't detect.
 */
const ANYWAY_MS = 30_000;

/** Stores failed attempts to merge a batch, so that the same attempt is not repeated before something has changed. */
export interface RetryPolicy {
  /** Checks whether another attempt would fail for the same reason as before. */
  isPointless(batch: readonly QueueEntry[], place: RunsPlace): Promise<boolean>;
  /** Stores that the attempt to merge this batch failed. */
  failed(batch: readonly QueueEntry[]): void;
}

/** Creates a retry policy. `settings` returns the settings that affect an attempt. */
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
      // A checkout that git can't read is no reason to stop: the attempt reports it.
      const looked = await look(place, settings()).catch((error: unknown) => String(error));
      // The state was read before the attempt, so a person's change during the attempt counts as a change.
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

/** Matches refs that Backlog's own pushes and merges move. Their changes are no reason for another attempt. */
const OF_PUSHES = /^refs\/(backlog|remotes)\//;

/** Hashes the person's checkout, branches and worktrees, and unfinished operations: a lock, a rebase, a bisect. */
async function look({ repository }: RunsPlace, settings: unknown): Promise<string> {
  const { common = '' } = repository;
  const { refs, ...mark } = await checkoutMark(repository);
  const theirs = Object.entries(refs).filter(([ref]) => !OF_PUSHES.test(ref));
  const names = await Promise.all([common, join(common, 'worktrees')].map((folder) => readdir(folder).catch(() => [])));
  return sha256(JSON.stringify([mark, theirs, names, settings]));
}
