import { isAtOrBelow } from '../../base/path-prefix.ts';

/**
 * Divides the files that a problem of several results names: each result gets those that it changes. If none changes
 * any of them, each gets all.
 * @param changed the paths that each result changes
 */
export function ownFiles(changed: readonly (readonly string[])[], files: readonly string[]): string[][] {
  const own = changed.map((paths) => files.filter((file) => paths.some((path) => meet(file, path))));
  return own.some((some) => some.length > 0) ? own : changed.map(() => [...files]);
}

/** Checks whether some of these paths are equal, or one is a parent folder of another. */
export function doMeet(some: readonly string[], others: readonly string[]): boolean {
  return some.some((one) => others.some((other) => meet(one, other)));
}

function meet(one: string, other: string): boolean {
  const path = one.replace(/\/$/, '');
  return isAtOrBelow(path, other) || isAtOrBelow(other, path);
}
