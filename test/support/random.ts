import { SEED } from './seed.ts';

/** A random number generator with a seed (mulberry32). The same seed gives the same test. */
export interface Random {
  /** Returns a number from 0 (inclusive) to 1 (exclusive). */
  next(): number;
  /** Returns a whole number from 0 to `below - 1`. */
  int(below: number): number;
  pick<T>(list: readonly T[]): T;
}

/**
 * Creates a generator. Different values of `stream` give different numbers. Pass a `seed` to repeat an earlier failure;
 * the default comes from `BACKLOG_SEED`.
 */
export function seeded(stream: number, seed = SEED): Random {
  let state = (Math.imul(stream, 0x9e3779b1) ^ Math.imul(seed, 0x27d4eb2f) ^ 0x85ebca6b) >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const int = (below: number) => Math.floor(next() * below);
  return { next, int, pick: (list) => list[int(list.length)] as (typeof list)[number] };
}

/** Returns a maker of uuids, so that ids of records are the same each time, too. */
export function seededIds(random: Random): () => string {
  const hex = (length: number) => Array.from({ length }, () => random.int(16).toString(16)).join('');
  return () => `${hex(8)}-${hex(4)}-4${hex(3)}-8${hex(3)}-${hex(12)}`;
}
