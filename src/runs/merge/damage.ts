import { sentence } from '../../base/output/sentence.ts';
import { isAtOrBelow } from '../../base/path-prefix.ts';
import { capital } from '../../base/quote.ts';
import type { Run } from '../../domain/records.ts';
import { waitsText } from '../../domain/runs/merge-order.ts';

export type Waits = NonNullable<Run['waits']>;

/** Returns the reason of a result whose merge was interrupted, with its files that were edited afterwards. */
export function damagedFiles(files: string[]): Waits {
  return { why: 'damaged', text: 'a merge was interrupted, and these files were edited since then', files };
}

/**
 * Returns the next reason of a result in the merge queue. While the files of an interrupted merge are edited, the reason
 * also says so, because a person has to look at them.
 */
export function besideDamage({ damaged }: Pick<Run, 'damaged'>, next: Waits): Waits {
  if (damaged === undefined || next.why === 'damaged') return next;
  return { why: 'damaged', text: `${sentence(next.text)} ${capital(damagedFiles([]).text)}`, files: [...damaged] };
}

/** Returns the reason of a result that leaves the merge queue. It says so, too, but keeps its own kind and files. */
export function afterDamage({ damaged }: Pick<Run, 'damaged'>, next: Waits): Waits {
  if (damaged === undefined) return next;
  return { ...next, text: `${sentence(next.text)} ${capital(waitsText(damagedFiles([...damaged])))}` };
}

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
