import stringWidth from 'string-width';

/** Characters of one cell that nothing joins: Latin, Greek and Cyrillic letters, dashes, quotes, ellipses, lines of boxes. */
const SINGLE = /^[\x20-\x7e\xa1-\xac\xae-\u02ff\u0391-\u03ce\u0400-\u0482\u048a-\u04ff\u2010-\u2027\u2500-\u257f]*$/;

/** How many cells of a terminal a text takes: two for a wide character or an emoji, none for a combining mark. */
export function cells(text: string): number {
  return SINGLE.test(text) ? text.length : stringWidth(text);
}

/** The text in at most so many cells, with an ellipsis where something is missing; no character is cut in two. */
export function cut(text: string, most: number): string {
  if (cells(text) <= most) return text;
  return most < 1 ? '' : `${head(text, most - 1).trimEnd()}…`;
}

/** The text and blanks up to a width, before it or behind it. */
export function padded(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const blanks = ' '.repeat(Math.max(0, width - cells(text)));
  return align === 'right' ? blanks + text : text + blanks;
}

/** The text in lines of at most `width` cells, broken between words where that is possible; what is beyond `lines` is cut off with an ellipsis. */
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

/** As much as fits, up to the last blank; a word that is longer than a line is broken. Takes one character at least. */
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

/** Characters as readers count them: a letter with its marks, a family of emoji. */
function characters(text: string): Iterable<Intl.SegmentData> {
  segmenter ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  return segmenter.segment(text);
}

let segmenter: Intl.Segmenter | undefined;
