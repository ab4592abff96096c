import { groupedBy } from '../../base/iterables.ts';
import { onceEachObject } from '../../base/lazy.ts';
import type { Language } from './languages.ts';

/** A line of a file. */
export interface CodeLine {
  /** Number of the line, counted from 1. */
  n: number;
  /** The line without spaces around it. */
  text: string;
  /** The same without comments, and with empty strings. */
  code: string;
  /** The same without comments. */
  spoken: string;
}

/** The lines of a file that only the result has, and those that only the base has. A moved line is neither. */
export interface ChangedLines {
  added: readonly CodeLine[];
  removed: readonly CodeLine[];
}

/** Compares two texts line by line, without regard to the order of lines. */
export function changedLines(before: readonly CodeLine[], after: readonly CodeLine[]): ChangedLines {
  return { added: linesBeyond(after, before), removed: linesBeyond(before, after) };
}

/** The same lines without those in which only a comment differs. */
export function spokenChanges({ added, removed }: ChangedLines): ChangedLines {
  const spokenOf = ({ spoken }: CodeLine) => spoken;
  return { added: linesBeyond(added, removed, spokenOf), removed: linesBeyond(removed, added, spokenOf) };
}

/** Returns the lines of `some` that `others` lacks. Equal lines count as often as they occur. */
export function linesBeyond<Line extends { text: string }>(
  some: readonly Line[],
  others: readonly Line[],
  textOf: (line: Line) => string = ({ text }) => text,
): Line[] {
  const left = countsOf(others.map(textOf));
  return some.filter((line) => {
    const text = textOf(line);
    const count = left.get(text) ?? 0;
    if (count > 0) left.set(text, count - 1);
    return count === 0 && text !== '';
  });
}

/** Counts how often each text occurs. */
export function countsOf(texts: Iterable<string>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
}

/** Gives each line the first of the others that has its shape and is no partner yet. A search among all takes the square. */
export function partnersOf(
  lines: readonly CodeLine[],
  others: readonly CodeLine[],
  shapeOf: (line: CodeLine) => string,
): Map<CodeLine, CodeLine> {
  const left = groupedBy(others.toReversed(), shapeOf);
  return new Map(
    lines.flatMap((line) => {
      const partner = left.get(shapeOf(line))?.pop();
      return partner ? [[line, partner] as const] : [];
    }),
  );
}

/**
 * Returns a function that finds the last line up to a number that fits. It tests each line of a file once: a search for
 * each changed line takes the square.
 */
export function lastUpTo(
  fits: (line: CodeLine) => boolean,
): (lines: readonly CodeLine[], n: number) => CodeLine | undefined {
  const found = onceEachObject((lines: readonly CodeLine[]) => {
    let last: CodeLine | undefined;
    return lines.map((line) => {
      if (fits(line)) last = line;
      return last;
    });
  });
  return (lines, n) => found(lines)[Math.min(n, lines.length) - 1];
}

/** Pairs the added lines of a kind with those removed ones of the same shape that they replace. */
export const replacedLines = (
  { added, removed }: ChangedLines,
  fits: (line: CodeLine) => boolean,
  shapeOf: (line: CodeLine) => string,
): [now: CodeLine, old: CodeLine][] => [...partnersOf(added.filter(fits), removed.filter(fits), shapeOf)];

const NUMBER = /\b\d[\d_]*(?:\.\d+)?/g;

/** Pairs lines that differ in their numbers only, and returns the numbers of both. Each moved if it is another one now. */
export function movedNumbers(
  changed: ChangedLines,
  fits: (line: CodeLine) => boolean,
  textOf: (line: CodeLine) => string = ({ code }) => code,
): { line: CodeLine; old: CodeLine; was: number[]; is: number[] }[] {
  const numbersIn = (line: CodeLine) =>
    (textOf(line).match(NUMBER) ?? []).map((text) => Number(text.replaceAll('_', '')));
  return replacedLines(changed, fits, (line) => textOf(line).replace(NUMBER, '0')).map(([line, old]) => ({
    ...{ line, old, was: numbersIn(old), is: numbersIn(line) },
  }));
}

/** Maximum number of characters of a line of code that rules read: some patterns take the square of it. */
const MOST = 2_000;

/** A comment or a string. `lasts` if it can have several lines. */
interface Part {
  end: string;
  /** Matches its end and, in a string, escaped characters, which don't end it. */
  ending: RegExp;
  isComment: boolean;
  lasts: boolean;
}

type Delimiters = Pick<Language, 'comments' | 'blocks' | 'strings'>;

/**
 * Splits a text into lines, and its code from comments and strings. It reads the delimiters of a language and no more,
 * so a regular expression with a quotation mark can mislead it until the end of its line.
 */
export function codeLines(text: string, { comments, blocks, strings }: Delimiters): CodeLine[] {
  const opens = new Map<string, Part>([
    ...comments.map((open) => [open, partTo('\n', { isComment: true, lasts: false })] as const),
    ...blocks.map(([open, end]) => [open, partTo(end, { isComment: true, lasts: true })] as const),
    ...strings.map(
      ([open, end, lasts]) => [open, partTo(end, { isComment: false, lasts: lasts === 'lines' })] as const,
    ),
  ]);
  const opening = oneOf([...opens.keys()]);
  let within: Part | undefined;
  return text.split(/\r?\n/).map((line, i) => {
    let [code, spoken] = ['', ''];
    for (let at = 0; at < line.length; ) {
      const mark = nextOf(within?.ending ?? opening, line, at);
      const before = line.slice(at, mark?.index);
      if (!within) code += before;
      if (!within?.isComment) spoken += before;
      if (!mark) break;
      const [found] = mark;
      at = mark.index + found.length;
      const part: Part = within ?? opens.get(found)!;
      if (!part.isComment) spoken += found;
      if (within && found !== part.end) continue;
      if (!part.isComment) code += found;
      within = within ? undefined : part;
    }
    if (within && !within.lasts) within = undefined;
    return { n: i + 1, text: line.trim(), code: bounded(code), spoken: bounded(spoken) };
  });
}

const partTo = (end: string, kind: Pick<Part, 'isComment' | 'lasts'>): Part => ({
  ...{ ...kind, end },
  ending: kind.isComment ? oneOf([end]) : new RegExp(`\\\\.|${oneOf([end]).source}`, 'g'),
});

const bounded = (text: string): string => text.trim().slice(0, MOST);

/** Matches one of the texts, the longest first. Without any, matches nothing. */
function oneOf(texts: readonly string[]): RegExp {
  const longest = [...texts].sort((a, b) => b.length - a.length).map((text) => text.replace(/[*"'`/#@=]/g, '\\$&'));
  return new RegExp(longest.join('|') || '(?!)', 'g');
}

function nextOf(pattern: RegExp, line: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(line);
}
