import { clip } from '../base/clip.ts';
import { inQuotes } from '../base/quote.ts';
import { characterNames, withNames } from './hidden-characters.ts';

const LINE_BREAKS = /\r\n|[\n\r\v\f\u0085\u2028\u2029]/g;
const LINES = { lines: true };

/**
 * A text in which every character is shown and none acts: what would move a cursor, ring, write to the clipboard, turn the
 * direction around or take no room stands there by its name (`␛`, `<U+202E>`, `<U+200B and 3 more>`). Line feeds and tabs stay.
 */
export function harmless(text: string): string {
  return withNames(text.replaceAll('\r\n', '\n'), shown, LINES);
}

/** A text on one line, every other character as it is: for rows that a program reads line by line. */
export function onOneLine(text: string): string {
  return text.trim().replace(LINE_BREAKS, ' ⏎ ').replaceAll('\t', ' ');
}

/** As {@link harmless} on one line, cut to `max` characters: what others wrote cannot pass for a line of ours. */
export function oneLine(text: string, max = Number.POSITIVE_INFINITY): string {
  return clip(withNames(onOneLine(text), shown), max);
}

/** One line between quotation marks that it does not hold itself: words of others among ours. */
export function quoted(text: string, max?: number): string {
  return inQuotes(oneLine(text, max));
}

/** Every line marked as quoted, so that none of them can pass for a line of ours. */
export function quotedLines(text: string): string[] {
  return harmless(text)
    .split('\n')
    .map((line) => (line === '' ? '>' : `> ${line}`));
}

/** JSON with control and invisible characters as escapes: the same value, but harmless and visible on a terminal. */
export function jsonText(value: unknown, indent?: number): string {
  return withNames(JSON.stringify(value, null, indent), escaped, LINES);
}

/** A text that cannot end or begin the marks between which an older client shows the model what a hook says. */
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
