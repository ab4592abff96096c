import type { Task } from '../../domain/task.ts';

interface Worded {
  task: Task;
  /** Each once. */
  words: readonly string[];
}

/** A task and an earlier one that is like it; `share` of their words is common to both: 1 for the same words. */
export interface Similar {
  one: Task;
  earlier: Task;
  share: number;
}

type Apart = (a: Task, b: Task) => boolean;

/** Earlier tasks with a rare word in common that one task is compared with, at most: the work stays linear for whatever texts. */
const COMPARED = 128;

/**
 * Finds for each task an earlier one whose words are the same but for a few, without comparing each with each: sets of which at least
 * `least` is common share one of their rarest words, so only these are looked up. (The prefix filter of set similarity joins.)
 * `apart` says which pairs do not count.
 */
export function* similarPairs(tasks: readonly Worded[], least: number, apart: Apart): Iterable<Similar> {
  if (tasks.length < 2) return;
  const rank = rarity(tasks);
  const byWord = new Map<number, Ranked[]>();
  const bySet = new Map<string, Ranked[]>();
  for (const { task, words } of tasks) {
    const set = words.map((word) => rank.get(word)!).sort((a, b) => a - b);
    const one = { task, set, mask: maskOf(set), comparedWith: undefined };
    const key = set.join(' ');
    const found = firstEqual(one, bySet.get(key), apart) ?? firstLike(one, { byWord, least, apart });
    if (found) yield found;
    append(bySet, key, one);
    for (const word of prefix(set, least)) append(byWord, word, one);
  }
}

interface Ranked {
  task: Task;
  /** Its words by their ranks, the rarest first. */
  set: readonly number[];
  /** A bit for each 32nd rank that is in the set. */
  mask: number;
  /** The last one it was compared with, so that two words in common are one comparison. */
  comparedWith: Ranked | undefined;
}

/** word -> its place in the order of how rare words are. */
function rarity(tasks: readonly Worded[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { words } of tasks) for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  const order = [...counts].sort(([a, m], [b, n]) => m - n || (a < b ? -1 : 1));
  return new Map(order.map(([word], i) => [word, i]));
}

/** Of two sets that share at least so much, these parts have a word in common. */
function prefix(set: readonly number[], least: number): readonly number[] {
  return set.slice(0, Math.max(0, set.length - Math.ceil(least * set.length - ROUNDING) + 1));
}

const ROUNDING = 1e-9;

function firstEqual({ task }: Ranked, same: readonly Ranked[] = [], apart: Apart): Similar | undefined {
  for (let i = 0; i < same.length && i < COMPARED; i++)
    if (!apart(task, same[i]!.task)) return { one: task, earlier: same[i]!.task, share: 1 };
  return undefined;
}

function firstLike(
  one: Ranked,
  { byWord, least, apart }: { byWord: ReadonlyMap<number, readonly Ranked[]>; least: number; apart: Apart },
): Similar | undefined {
  let compared = 0;
  for (const word of prefix(one.set, least)) {
    for (const other of byWord.get(word) ?? []) {
      if (other.comparedWith === one) continue;
      if (++compared > COMPARED) return undefined;
      other.comparedWith = one;
      if (!mayShare(one, other, least)) continue;
      const share = shareOf(one.set, other.set);
      if (share >= least - ROUNDING && !apart(one.task, other.task))
        return { one: one.task, earlier: other.task, share };
    }
  }
  return undefined;
}

/** False where sizes, or words that the other one cannot have, tell already that too little is common. */
function mayShare(a: Ranked, b: Ranked, least: number): boolean {
  const common = Math.ceil((least / (1 + least)) * (a.set.length + b.set.length) - ROUNDING);
  return bits(a.mask & ~b.mask) <= a.set.length - common && bits(b.mask & ~a.mask) <= b.set.length - common;
}

function maskOf(set: readonly number[]): number {
  let mask = 0;
  for (const rank of set) mask |= 1 << (rank & 31);
  return mask;
}

function bits(mask: number): number {
  let count = 0;
  for (let rest = mask; rest !== 0; rest &= rest - 1) count++;
  return count;
}

/** What is common to both, of all that either has. Both are in order. */
function shareOf(a: readonly number[], b: readonly number[]): number {
  let common = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (a[i] === b[j]) {
      common++;
      i++;
      j++;
    } else if (a[i]! < b[j]!) i++;
    else j++;
  }
  return a.length + b.length === 0 ? 1 : common / (a.length + b.length - common);
}

function append<Key>(to: Map<Key, Ranked[]>, key: Key, one: Ranked): void {
  const known = to.get(key);
  if (known) known.push(one);
  else to.set(key, [one]);
}
