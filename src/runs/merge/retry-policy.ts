import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256 } from '../../store/index.ts';
import { checkoutMark, type RunsPlace } from '../git/index.ts';
import type { QueueEntry } from './entry.ts';

/** After this it is tried again although the main checkout looks as it did: another worktree may have the target. In milliseconds. */
const ANYWAY_MS = 30_000;

/** Remembers failed attempts to land a batch, so that the same attempt is not repeated before something has changed. */
export interface RetryPolicy {
  /** Would another attempt fail for the same cause? */
  isPointless(batch: readonly QueueEntry[], place: RunsPlace): Promise<boolean>;
  /** Records that the attempt failed. */
  failed(batch: readonly QueueEntry[]): void;
}

/** `settings`: what else an attempt depends on. */
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
      // Before the try: what a person clears away while it goes on is a change after it.
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

/** Refs that our own pushes and landings move; a change of them is no reason to try again. */
const OF_PUSHES = /^refs\/(backlog|remotes)\//;

/** Digest of the person's checkout, branches and worktrees, and of operations in them: a lock, a rebase, a bisect. */
async function look({ repository }: RunsPlace, settings: unknown): Promise<string> {
  const { common = '' } = repository;
  const { refs, ...mark } = await checkoutMark(repository);
  const theirs = Object.entries(refs).filter(([ref]) => !OF_PUSHES.test(ref));
  const names = await Promise.all([common, join(common, 'worktrees')].map((folder) => readdir(folder).catch(() => [])));
  return sha256(JSON.stringify([mark, theirs, names, settings]));
}
