import type { Backend } from '../backend.ts';
import { type Commit, resealed } from '../commit.ts';
import { BEFORE_ALL, createState, type LiveState } from '../state.ts';
import { applyCommit } from '../sync.ts';
import { compareCheckpoint } from './checkpoints.ts';
import { type Extent, everyNumber, type Numbered } from './commits.ts';
import type { Problem } from './report.ts';

/** A number whose commit cannot be read, or does not belong. */
export interface Damage {
  seq: number;
  path: string;
  problem: string;
  /** The line as it was, when its neighbours prove what that is. */
  healed: string | null;
}

export interface Walked {
  /** The newest state that could be made of commits and checkpoints. */
  state: LiveState;
  damages: Damage[];
  /** Problems of checkpoints. */
  problems: Problem[];
  /** The highest checkpoint that is sound, 0 for none: processes begin there. */
  sound: number;
  /** Blobs that some commit names. */
  named: Set<string>;
  /** The commit whose time lies furthest ahead. */
  latest: Commit | null;
}

/** Goes through all commits, folds them as far as they hold together, and goes on behind damage from the next sound checkpoint. */
export async function walk(
  backend: Backend,
  extent: Extent,
  about: { store: string; checkpoints: readonly number[] },
): Promise<Walked> {
  const state = createState();
  state.load({ seq: 0, head: about.store, at: BEFORE_ALL, kinds: new Map() }, true);
  const walked: Walked = { state, damages: [], problems: [], sound: 0, named: new Set(), latest: null };
  const chain: Chain = { link: about.store, whole: true, suspect: null };
  const due = new Set(about.checkpoints);
  for await (const found of everyNumber(backend, extent)) {
    take(found, chain, walked);
    for (const [, sha] of found.line?.bytes.toString().matchAll(BLOB_NAME) ?? []) walked.named.add(sha as string);
    for (const sha of found.commit?.purged ?? []) walked.named.delete(sha);
    if (due.has(found.seq)) await compareCheckpoint(backend, found, chain, walked);
  }
  return walked;
}

/** How a record names a blob: a field `blob`. */
const BLOB_NAME = /"blob":"([0-9a-f]{64})"/g;

export interface Chain {
  /** What the next commit must follow; null when that is not known. */
  link: string | null;
  /** Is the state what all commits so far add up to? */
  whole: boolean;
  /** The commit just before, when only its own sum is wrong: whoever follows it proves what the sum was. */
  suspect: { damage: Damage; line: string; sum: string } | null;
}

function take({ seq, path, line, commit, problem }: Numbered, chain: Chain, walked: Walked): void {
  if (!commit) {
    const damage: Damage = { seq, path, problem, healed: null };
    walked.damages.push(damage);
    chain.suspect = line && { damage, ...resealed(line) };
    chain.link = null;
    chain.whole = false;
    return;
  }
  proveSuspect(chain, commit.prev);
  if (chain.link !== null && commit.prev !== chain.link) {
    walked.damages.push({ seq, path, problem: `commit ${seq} does not follow the commit before it`, healed: null });
    chain.whole = false;
  }
  if (chain.whole) applyCommit(walked.state, commit);
  chain.link = commit.sum;
  if (walked.latest === null || commit.at > walked.latest.at) walked.latest = commit;
}

/** Somebody names the sum of the commit that cannot be read: when its content has that sum, the content is sound. */
export function proveSuspect(chain: Chain, sum: string): void {
  const { suspect } = chain;
  chain.suspect = null;
  if (suspect?.sum === sum) suspect.damage.healed = suspect.line;
}
