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
