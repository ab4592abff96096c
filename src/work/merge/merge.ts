import { isNothing } from '../../domain/fields/nothing.ts';
import { isUuid } from '../../domain/task/task.ts';
import { type Base, elementsOf, keysIn, mergingOf, saysSame } from './base.ts';

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

/** Paragraphs of the base from `from` to before `to` that a side replaced by others. */
interface Hunk {
  from: number;
  to: number;
  by: readonly Paragraph[];
}

interface Paragraph {
  text: string;
  /** The blank lines after it. */
  gap: string;
}

/** Maximum number of comparisons of paragraphs. A longer text isn't merged. */
const MOST = 4_000_000;

/**
 * Merges the changes of both sides of a text, paragraph by paragraph.
 * @returns undefined if both changed the same paragraphs differently, or added some at the same place
 */
export function mergeProse(base: string, sides: { here: string; there: string }): string | undefined {
  const before = paragraphsOf(base);
  const [here, there] = [paragraphsOf(sides.here), paragraphsOf(sides.there)];
  if (before.length * Math.max(here.length, there.length) > MOST) return undefined;
  const hunks = joined([...hunksOf(before, here), ...hunksOf(before, there)]);
  if (hunks === undefined) return undefined;
  const merged: Paragraph[] = [];
  let at = 0;
  for (const { from, to, by } of hunks) {
    merged.push(...before.slice(at, from), ...by);
    at = to;
  }
  merged.push(...before.slice(at));
  // Each side may have removed another one of equal paragraphs.
  const texts = new Set(merged.map(({ text }) => text));
  const theirs = new Set(there.map(({ text }) => text));
  if (here.some(({ text }) => theirs.has(text) && !texts.has(text))) return undefined;
  return (
    merged.map(({ text, gap }, i) => text + (i === merged.length - 1 ? '' : gap || '\n\n')).join('') +
    /\s*$/.exec(sides.here)![0]
  );
}

/** Orders the changes of both sides. A change that both made counts once. Undefined if two overlap. */
function joined(hunks: Hunk[]): Hunk[] | undefined {
  const sorted = hunks.sort((a, b) => a.from - b.from || a.to - b.to);
  const sound: Hunk[] = [];
  for (const hunk of sorted) {
    const last = sound.at(-1);
    const isSamePlace = last?.from === hunk.from && last.to === hunk.to;
    if (isSamePlace && textsOf(last!.by) === textsOf(hunk.by)) continue;
    if (last && (isSamePlace || hunk.from < last.to)) return undefined;
    sound.push(hunk);
  }
  return sound;
}

const textsOf = (paragraphs: readonly Paragraph[]) => JSON.stringify(paragraphs.map(({ text }) => text));

function hunksOf(before: readonly Paragraph[], after: readonly Paragraph[]): Hunk[] {
  const hunks: Hunk[] = [];
  let [from, at] = [0, 0];
  for (const [i, j] of [...pairsOf(before, after), [before.length, after.length] as const]) {
    if (i > from || j > at) hunks.push({ from, to: i, by: after.slice(at, j) });
    [from, at] = [i + 1, j + 1];
  }
  return hunks;
}

/** Pairs the positions of equal paragraphs in their order, as many as possible. */
function pairsOf(before: readonly Paragraph[], after: readonly Paragraph[]): [number, number][] {
  // The number of pairs from each two positions on.
  const counts = Array.from({ length: before.length + 1 }, () => new Uint32Array(after.length + 1));
  const isSame = (i: number, j: number) => before[i]!.text === after[j]!.text;
  for (let i = before.length - 1; i >= 0; i--)
    for (let j = after.length - 1; j >= 0; j--)
      counts[i]![j] = isSame(i, j) ? counts[i + 1]![j + 1]! + 1 : Math.max(counts[i + 1]![j]!, counts[i]![j + 1]!);
  const pairs: [number, number][] = [];
  for (let [i, j] = [0, 0]; i < before.length && j < after.length; ) {
    if (isSame(i, j)) pairs.push([i++, j++]);
    else if (counts[i + 1]![j]! >= counts[i]![j + 1]!) i++;
    else j++;
  }
  return pairs;
}

/** Splits a text at its blank lines. */
function paragraphsOf(text: string): Paragraph[] {
  const parts = text.trimEnd().split(/((?:\r?\n[ \t]*)*\r?\n[ \t]*\r?\n)/);
  const paragraphs: Paragraph[] = [];
  for (let i = 0; i < parts.length; i += 2)
    if (parts[i] !== '' || parts[i + 1] !== undefined) paragraphs.push({ text: parts[i]!, gap: parts[i + 1] ?? '' });
  return paragraphs;
}
