import type { Part } from './parts.ts';

/** What a part has had so far. */
export interface Spent {
  ms: number;
  failed: boolean;
}

/** The part that is furthest behind its share; one that failed has said what it had to say. None when all have failed. */
export function nextPart<P extends Pick<Part, 'name' | 'share'>>(
  parts: readonly P[],
  spent: ReadonlyMap<string, Spent>,
): P | undefined {
  const behind = (part: P) => (spent.get(part.name)?.ms ?? 0) / part.share;
  return parts
    .filter(({ name }) => !spent.get(name)?.failed)
    .reduce<P | undefined>((first, part) => (first && behind(first) <= behind(part) ? first : part), undefined);
}
