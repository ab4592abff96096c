import type { Part } from './parts.ts';

/** The time that a part has used, and whether it failed. */
export interface Spent {
  ms: number;
  failed: boolean;
}

/**
 * Returns the part that has had least of its share of the time. Failed parts don't run again. Undefined if all parts
 * have failed.
 */
export function nextPart<P extends Pick<Part, 'name' | 'share'>>(
  parts: readonly P[],
  spent: ReadonlyMap<string, Spent>,
): P | undefined {
  const behind = (part: P) => (spent.get(part.name)?.ms ?? 0) / part.share;
  return parts
    .filter(({ name }) => !spent.get(name)?.failed)
    .reduce<P | undefined>((first, part) => (first && behind(first) <= behind(part) ? first : part), undefined);
}
