import { codePointName } from '../base/unsafe-characters.ts';

/** A part of a text: visible characters, or the names of invisible ones. */
export interface ShownText {
  /** For invisible characters: `U+202E`, or `U+200B and 3 more`. */
  text: string;
  /** True for characters without width, and for characters that have an effect, such as moving the cursor. */
  hidden: boolean;
}

/** Matches joiners and variation selectors in proper use: in emoji, and between letters that scripts join. */
const MEANT = [
  '(?<=[\\p{ExtPict}\\p{EMod}\\uFE0F])\\u200D(?=\\p{ExtPict})',
  '(?<=\\p{ExtPict})[\\uFE0E\\uFE0F]',
  '(?<=[0-9#*])\\uFE0F(?=\\u20E3)',
  '(?<=(?!\\p{sc=Latn})[\\p{L}\\p{M}])[\\u200C\\u200D](?=(?!\\p{sc=Latn})[\\p{L}\\p{M}])',
].join('|');

/** Maximum number of combining marks shown on a character. Languages need five; more could cover lines. */
const MARKS = 8;
const FLOOD = `[\\p{M}\\u200C\\u200D](?<=\\p{M}{${MARKS}}.)`;

/**
 * Matches control characters except tabs, line separators, and Unicode's default-ignorable characters. Attacks such as
 * "Trojan Source" use them.
 */
const UNSEEN = '(?!\\t)[\\p{Cc}\\u2028\\u2029\\p{DI}]';

const HIDDEN = new RegExp(`(${FLOOD})|${MEANT}|(${UNSEEN})`, 'gu');

/** Finds out quickly whether a text contains such characters; most texts don't. */
const ANY = new RegExp(`(?!\\n)${UNSEEN}|\\p{M}{${MARKS + 1}}`, 'u');

/**
 * Splits a text into visible and invisible parts, so that a reader sees every character. With `lines`, line feeds are
 * visible text.
 */
export function shownPieces(text: string, options?: { lines?: boolean }): ShownText[] {
  return piecesOf(text, options).map(({ text: written, hidden }) =>
    hidden ? { text: characterNames(hidden), hidden: true } : { text: written, hidden: false },
  );
}

/** Joins the parts to one text. @param named formats a series of invisible characters */
export function withNames(
  text: string,
  named: (characters: readonly string[]) => string,
  options?: { lines?: boolean },
): string {
  const pieces = piecesOf(text, options);
  return pieces.map(({ text: written, hidden }) => (hidden ? named(hidden) : written)).join('');
}

interface Piece {
  text: string;
  /** The characters of an invisible part. */
  hidden?: readonly string[];
}

function piecesOf(text: string, { lines = false } = {}): Piece[] {
  if (!ANY.test(text) && (lines || !text.includes('\n'))) return [{ text }];
  const pieces: Piece[] = [];
  let from = 0;
  let together: string[] = [];
  const close = () => {
    if (together.length > 0) pieces.push({ text: together.join(''), hidden: together });
    together = [];
  };
  const pass = (to: number) => {
    if (to === from) return;
    close();
    pieces.push({ text: text.slice(from, to) });
  };
  for (const { index, 1: flooding, 2: found = flooding } of text.matchAll(HIDDEN)) {
    if (found === undefined || (lines && found === '\n')) continue;
    pass(index);
    together.push(found);
    from = index + found.length;
  }
  pass(text.length);
  close();
  return pieces;
}

/** Formats code points: `U+202E`, or `U+200B and 3 more`. */
export function characterNames([first, ...more]: readonly string[]): string {
  const name = codePointName(first!);
  return more.length === 0 ? name : `${name} and ${more.length.toLocaleString('en')} more`;
}
