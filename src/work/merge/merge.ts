import { isNothing } from '../../domain/fields/nothing.ts';
import { isUuid } from '../../domain/task/task.ts';
import { type Base, elementsOf, keysIn, mergingOf, saysSame } from './base.ts';
import { mergeProse } from './prose.ts';

/** A field on both sides, and whether each changed since the last merge. */
export interface Sides {
  there: unknown;
  here: unknown;
  moved: { there: boolean; here: boolean };
  base: Base;
  /** Reads the document of the base; undefined if there is none. */
  document?(): Promise<string | undefined>;
}

/**
 * What both sides get: the value that one of them has, what they already have (`same`), a merged value, or their own
 * one, since both changed it differently.
 */
export type Merged = { from: 'same' | 'here' | 'there' | 'conflict' } | { from: 'both'; value: unknown };

/** Merges a field of two sides that have changed since their last merge. Changes nothing. */
export async function merge(field: string, sides: Sides): Promise<Merged> {
  const { there, here, moved } = sides;
  if (!moved.there) return { from: moved.here ? 'here' : 'same' };
  const merging = mergingOf(field);
  if (!moved.here || merging === 'shared') return { from: 'there' };
  if (saysSame(field, there, here)) return { from: 'same' };
  const value =
    merging === 'prose' ? await mergedProse(sides) : merging === 'scalar' ? undefined : mergedSet(field, sides);
  return value === undefined ? { from: 'conflict' } : { from: 'both', value };
}

async function mergedProse({ there, here, base, document }: Sides): Promise<string | undefined> {
  // Removing a text and changing it are no changes of paragraphs.
  if (isNothing(there) || isNothing(here)) return undefined;
  const before = base.there === '' ? '' : await document?.();
  if (before === undefined) return undefined;
  return mergeProse(before, { here: String(here), there: String(there) });
}

/**
 * Adds what the other side added, and removes what it removed. Undefined if that isn't sure: the queue has another form
 * of a removed element, or both sides reworded an element of a list.
 */
function mergedSet(field: string, { there, here, base }: Sides): unknown[] | undefined {
  const [before, known] = [keysIn(base.there), keysIn(base.here)];
  if (!before || !known) return undefined;
  const [theirs, ours] = [elementsOf(field, there), elementsOf(field, here)];
  const removed = new Set([...before].filter((key) => !theirs.has(key)));
  // A number of a row has no such form here, where it is the uuid of its task.
  const isOtherForm = (key: string) => field === 'depends' && !known.has(key) && !isUuid(String(JSON.parse(key)));
  if ([...removed].some(isOtherForm)) return undefined;
  const added = [...theirs].filter(([key]) => !before.has(key) && !ours.has(key));
  const merged = [...[...ours].filter(([key]) => !removed.has(key)), ...added];
  if (mergingOf(field) === 'list') {
    const isReworded = added.length > 0 || [...ours.keys()].some((key) => !known.has(key));
    if (isReworded && [...removed].some((key) => !ours.has(key))) return undefined;
    // A criterion that each side gave another evidence.
    if (new Set(merged.map(([key]) => JSON.parse(key)[0])).size < merged.length) return undefined;
  }
  return merged.map(([, one]) => one);
}
