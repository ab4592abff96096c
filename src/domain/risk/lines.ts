import type { Language } from './languages.ts';

/** A line of a file. */
export interface Line {
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
  added: readonly Line[];
  removed: readonly Line[];
}

/** Compares two texts line by line, without regard to the order of lines. */
export function changedLines(before: readonly Line[], after: readonly Line[]): ChangedLines {
  return { added: without(after, before), removed: without(before, after) };
}

/** Returns the lines of `some` that `others` lacks. Equal lines count as often as they occur. */
export function without(some: readonly Line[], others: readonly Line[]): Line[] {
  const left = new Map<string, number>();
  for (const { text } of others) left.set(text, (left.get(text) ?? 0) + 1);
  return some.filter(({ text }) => {
    const count = left.get(text) ?? 0;
    if (count > 0) left.set(text, count - 1);
    return count === 0 && text !== '';
  });
}

/** The state of a scan: in code, or in a comment or string until its end. */
interface Within {
  end: string;
  isComment: boolean;
  lasts: boolean;
}

/**
 * Splits a text into lines, and its code from comments and strings. It knows the delimiters of a language and no more,
 * so a regular expression with a quotation mark can mislead it until the end of its line.
 */
export function linesOf(
  text: string,
  { comments, blocks, strings }: Pick<Language, 'comments' | 'blocks' | 'strings'>,
): Line[] {
  let within: Within | undefined;
  return text.split(/\r?\n/).map((line, i) => {
    let [code, spoken] = ['', ''];
    for (let at = 0; at < line.length; ) {
      if (within) {
        const ends: boolean = line.startsWith(within.end, at);
        if (!within.isComment) spoken += line[at] === '\\' ? line.slice(at, at + 2) : ends ? within.end : line[at];
        if (ends && !within.isComment) code += within.end;
        const step = ends ? within.end.length : line[at] === '\\' && !within.isComment ? 2 : 1;
        if (ends) within = undefined;
        at += step;
        continue;
      }
      const rest = line.slice(at);
      if (comments.some((mark) => rest.startsWith(mark))) break;
      const block = blocks.find(([open]) => rest.startsWith(open));
      const string = block ? undefined : strings.find(([open]) => rest.startsWith(open));
      const [open = '', end = ''] = block ?? string ?? [];
      if (open) {
        within = { end, isComment: block !== undefined, lasts: block !== undefined || string?.[2] === 'lines' };
        if (string) [code, spoken] = [code + open, spoken + open];
        at += open.length;
      } else {
        [code, spoken] = [code + line[at], spoken + line[at]];
        at++;
      }
    }
    if (within && !within.lasts) within = undefined;
    return { n: i + 1, text: line.trim(), code: code.trim(), spoken: spoken.trim() };
  });
}
