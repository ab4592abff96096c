import stringWidth from 'string-width';

/** Characters that always take one cell: Latin, Greek and Cyrillic letters, dashes, quotes, ellipses and box lines. */
const SINGLE = /^[\x20-\x7e\xa1-\xac\xae-\u02ff\u0391-\u03ce\u0400-\u0482\u048a-\u04ff\u2010-\u2027\u2500-\u257f]*$/;

/** Returns the width of a text in terminal cells. A wide character or an emoji has two cells, a combining mark none. */
export function cells(text: string): number {
  return SINGLE.test(text) ? text.length : stringWidth(text);
}

/** Cuts a text to at most `most` cells, with an ellipsis at the end. Never splits a character. */
export function cut(text: string, most: number): string {
  if (cells(text) <= most) return text;
  return most < 1 ? '' : `${head(text, most - 1).trimEnd()}…`;
}

/** Pads a text with blanks to a width. */
export function padded(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const blanks = ' '.repeat(Math.max(0, width - cells(text)));
  return align === 'right' ? blanks + text : text + blanks;
}

/**
 * Wraps a text to lines of at most `width` cells, between words if possible. Cuts the text after `lines` lines with an
 * ellipsis.
 */
export function wrapped(text: string, width: number, lines = Number.POSITIVE_INFINITY): string[] {
  const done: string[] = [];
  let rest = text.trim();
  while (cells(rest) > width) {
    if (done.length + 1 >= lines) return [...done, cut(rest, width)];
    const line = lineOf(rest, width);
    done.push(line.trimEnd());
    rest = rest.slice(line.length).trimStart();
  }
  return rest === '' && done.length > 0 ? done : [...done, rest];
}

/**
 * Returns the longest beginning of a text that fits on a line and ends before a blank. Splits a word that is longer
 * than a line. Returns at least one character.
 */
function lineOf(text: string, width: number): string {
  const fitting = head(text, width) || firstCharacter(text);
  if (/\s/.test(text[fitting.length] ?? ' ')) return fitting;
  const blank = fitting.search(/\s\S*$/);
  return blank > 0 ? fitting.slice(0, blank) : fitting;
}

function head(text: string, most: number): string {
  if (SINGLE.test(text)) return text.slice(0, most);
  let taken = '';
  let width = 0;
  for (const { segment } of characters(text)) {
    width += cells(segment);
    if (width > most) break;
    taken += segment;
  }
  return taken;
}

function firstCharacter(text: string): string {
  for (const { segment } of characters(text)) return segment;
  return '';
}

/** Iterates over characters as a reader sees them, such as a letter with its marks or an emoji family. */
function characters(text: string): Iterable<Intl.SegmentData> {
  segmenter ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  return segmenter.segment(text);
}

let segmenter: Intl.Segmenter | undefined;
