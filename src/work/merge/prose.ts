import { diffArrays } from 'diff';

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

/**
 * Merges the changes of both sides of a text, paragraph by paragraph.
 * @returns undefined if both changed the same paragraphs differently, or added some at the same place
 */
export function mergeProse(base: string, sides: { here: string; there: string }): string | undefined {
  const before = paragraphsOf(base);
  const [here, there] = [paragraphsOf(sides.here), paragraphsOf(sides.there)];
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
  let [from, to, at] = [0, 0, 0];
  let by: Paragraph[] = [];
  const close = () => {
    if (to > from || by.length > 0) hunks.push({ from, to, by });
    [from, by] = [to, []];
  };
  const isSame = (one: Paragraph, other: Paragraph) => one.text === other.text;
  for (const { added, removed, value } of diffArrays([...before], [...after], { comparator: isSame })) {
    if (removed) to += value.length;
    if (added) by = after.slice(at, at + value.length);
    if (!added && !removed) {
      close();
      to += value.length;
      from = to;
    }
    if (!removed) at += value.length;
  }
  close();
  return hunks;
}

/** Splits a text at its blank lines. */
function paragraphsOf(text: string): Paragraph[] {
  const parts = text.trimEnd().split(/((?:\r?\n[ \t]*)*\r?\n[ \t]*\r?\n)/);
  const paragraphs: Paragraph[] = [];
  for (let i = 0; i < parts.length; i += 2)
    if (parts[i] !== '' || parts[i + 1] !== undefined) paragraphs.push({ text: parts[i]!, gap: parts[i + 1] ?? '' });
  return paragraphs;
}
