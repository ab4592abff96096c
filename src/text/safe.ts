import { clip } from '../base/clip.ts';
import { inQuotes } from '../base/quote.ts';
import { codePointName } from '../base/unsafe-characters.ts';

const LINE_BREAKS = /\r\n|[\n\r\v\f\u0085\u2028\u2029]/g;
const LINES = { lines: true };

/**
 * Replaces invisible characters, and characters with an effect, by their names: `␛`, `<U+202E>`, `<U+200B and 3 more>`.
 * Such characters could move the cursor, ring a bell, write to the clipboard or reverse text. Keeps line feeds and
 * tabs.
 */
export function harmless(text: string): string {
  return withNames(text.replaceAll('\r\n', '\n'), shown, LINES);
}

/** Puts a text on one line, and changes nothing else. For output that a program reads line by line. */
export function onOneLine(text: string): string {
  return text.trim().replace(LINE_BREAKS, ' ⏎ ').replaceAll('\t', ' ');
}

/**
 * Puts a text on one line without harmful characters, cut to `max` characters. So text by others can't look like a line
 * of Backlog's.
 */
export function oneLine(text: string, max = Number.POSITIVE_INFINITY): string {
  return clip(withNames(onOneLine(text), shown), max);
}

/**
 * Puts a text on one line between quotation marks that it doesn't contain. The marks separate text by others from
 * Backlog's text.
 */
export function quoted(text: string, max?: number): string {
  return inQuotes(oneLine(text, max));
}

/** Quotes every line, so that no line of the text looks like a line of Backlog's. */
export function quotedLines(text: string): string[] {
  return harmless(text)
    .split('\n')
    .map((line) => (line === '' ? '>' : `> ${line}`));
}

/** Escapes Markdown, so that text by others has no formatting. */
export function escapedMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]<>#|~]/g, '\\$&');
}

/**
 * Formats JSON with escapes for control characters and invisible characters. The value stays the same, and a terminal
 * shows every character.
 */
export function jsonText(value: unknown, indent?: number): string {
  return withNames(JSON.stringify(value, null, indent), escaped, LINES);
}

/**
 * Breaks `system-reminder` tags in a text. Older clients put a hook's output between such tags, so the text must not
 * close them.
 */
export function withinReminder(text: string): string {
  return text.replace(/<(?=\s*\/?\s*system-reminder)/gi, '‹');
}

function shown(characters: readonly string[]): string {
  const [only, next] = characters;
  const code = next === undefined ? only!.codePointAt(0)! : 0x20;
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  return code === 0x7f ? '␡' : `<${characterNames(characters)}>`;
}

function escaped(characters: readonly string[]): string {
  return characters
    .flatMap((character) => Array.from({ length: character.length }, (_, i) => character.charCodeAt(i)))
    .map((code) => `\\u${code.toString(16).toUpperCase().padStart(4, '0')}`)
    .join('');
}

/** A part of a text: visible characters, or the names of invisible ones. */
interface ShownText {
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

// A program that uses neither needs no time for them.
const HIDDEN = /* @__PURE__ */ new RegExp(`(${FLOOD})|${MEANT}|(${UNSEEN})`, 'gu');

/** Finds out quickly whether a text contains such characters; most texts don't. */
const ANY = /* @__PURE__ */ new RegExp(`(?!\\n)${UNSEEN}|\\p{M}{${MARKS + 1}}`, 'u');

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
function withNames(
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
function characterNames([first, ...more]: readonly string[]): string {
  const name = codePointName(first!);
  return more.length === 0 ? name : `${name} and ${more.length.toLocaleString('en')} more`;
}
