import type { Part } from './parts.ts';

/** A part's time so far, and whether it failed. */
export interface Spent {
  ms: number;
  failed: boolean;
}

/**
 * Returns the part that is furthest behind its share. A failed part is not repeated. Undefined if all parts have
 * failed.
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
