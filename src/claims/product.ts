import { exampleName, namesMeet } from './names.ts';
import type { Segment } from './segment.ts';

type Segments = readonly Segment[];

/** Returns a path that both globs match, or undefined. It searches the product of two automata over names. */
export function alternativesMeet(a: Segments, b: Segments): string | undefined {
  const beginning = sameBeginning(a, b);
  if (!beginning) return undefined;
  const at = beginning.length;
  const rest = follow(a, b, at, at, new Uint8Array((a.length + 1) * (b.length + 1)));
  return rest && ([...beginning, ...rest].join('/') || ANY_PATH);
}

/** Path for two globs that match everything. */
const ANY_PATH = 'x';

/**
 * Returns the fixed names with which both globs start. Returns undefined if the fixed names differ, which decides most
 * comparisons.
 */
function sameBeginning(a: Segments, b: Segments): string[] | undefined {
  const names: string[] = [];
  for (;;) {
    const [left, right] = [a[names.length], b[names.length]];
    if (left?.kind !== 'text' || right?.kind !== 'text') return names;
    if (left.text !== right.text) return undefined;
    names.push(left.text);
  }
}

/**
 * Searches the pairs of positions depth-first, each pair once.
 * @returns the names from these positions to the end of both globs; undefined if no path matches both
 */
function follow(a: Segments, b: Segments, i: number, j: number, tried: Uint8Array): string[] | undefined {
  const [left, right] = [a[i], b[j]];
  if (!left && !right) return [];
  const key = i * (b.length + 1) + j;
  if (tried[key] === 1) return undefined;
  tried[key] = 1;
  if (left?.kind === 'folders') {
    return follow(a, b, i + 1, j, tried) ?? (right && prepend(right, follow(a, b, i, j + 1, tried)));
  }
  if (right?.kind === 'folders') {
    return follow(a, b, i, j + 1, tried) ?? (left && prepend(left, follow(a, b, i + 1, j, tried)));
  }
  const name = left && right && namesMeet(left, right);
  const rest = name === undefined ? undefined : follow(a, b, i + 1, j + 1, tried);
  return rest && [name!, ...rest];
}

/**
 * Adds a name before the rest of the path, for a `**` of one glob: the name matches the other glob's `segment`. Adds
 * nothing if `segment` is a `**`, too.
 */
function prepend(segment: Segment, rest: string[] | undefined): string[] | undefined {
  return rest && (segment.kind === 'folders' ? rest : [exampleName(segment), ...rest]);
}
