import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { checkoutMark, type RunsPlace } from '../git/index.ts';
import type { Entry } from './entry.ts';

/** After this it is tried again although the main checkout looks as it did: another worktree may have the target. In milliseconds. */
const ANYWAY_MS = 30_000;

/** Knows what was tried in vain, so that it is not tried again, and written down again, before something has changed. */
export interface RetryPolicy {
  /** Would it be in vain to try the batch now? */
  isPointless(batch: readonly Entry[], place: RunsPlace): Promise<boolean>;
  /** It was tried after that, and something was in the way. */
  failed(batch: readonly Entry[]): void;
}

/** `settings`: what else a try depends on. */
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

function nameOf(batch: readonly Entry[]): string {
  return batch.map(({ id, verdict }) => `${id} ${verdict.commit} ${verdict.now ?? ''}`).join(' ');
}

/** Refs that our own pushes and landings move, and that no landing waits for. */
const OF_PUSHES = /^refs\/(backlog|remotes)\//;

/** How the person's checkout, branches and worktrees are, in short, and what goes on in them: a lock, a rebase, a bisect. */
async function look({ repository }: RunsPlace, settings: unknown): Promise<string> {
  const { common = '' } = repository;
  const { refs, ...mark } = await checkoutMark(repository);
  const theirs = Object.entries(refs).filter(([ref]) => !OF_PUSHES.test(ref));
  const names = await Promise.all([common, join(common, 'worktrees')].map((folder) => readdir(folder).catch(() => [])));
  return createHash('sha256')
    .update(JSON.stringify([mark, theirs, names, settings]))
    .digest('hex');
}
