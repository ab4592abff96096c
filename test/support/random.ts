import { SEED } from './seed.ts';

/** A seeded stream of numbers (mulberry32): the same seed gives the same test. */
export interface Random {
  /** At least 0, less than 1. */
  next(): number;
  /** 0 to `below - 1`. */
  int(below: number): number;
  pick<T>(list: readonly T[]): T;
}

/** The stream of that number among those that `BACKLOG_SEED` begins, or a seed that once found something. */
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
