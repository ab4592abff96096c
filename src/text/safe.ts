import { clip } from '../base/clip.ts';
import { inQuotes } from '../base/quote.ts';
import { characterNames, withNames } from './hidden-characters.ts';

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
