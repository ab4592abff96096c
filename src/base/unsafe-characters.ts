/**
 * Characters that act instead of being shown, as the inside of a character class for regular expressions with the flag `u`:
 * control characters of both sets (ESC, BEL, U+009B), those that turn the direction of text around (U+202A to U+202E,
 * U+2066 to U+2069; "Trojan Source", CVE-2021-42574), line and paragraph separators, and tag characters, which only a model reads.
 */
export const UNSAFE = '\\p{Cc}\\u2028-\\u202E\\u2066-\\u2069\\u{E0000}-\\u{E007F}';

const ANY = new RegExp(`[${UNSAFE}]`, 'u');

/** Is every character of a text one that is shown? Line breaks and tabs are not. */
export function isShown(text: string): boolean {
  return !ANY.test(text);
}

/** NUL, and halves of a surrogate pair, such as a text cut inside an emoji has: UTF-8 has no halves, and programs end a text at NUL. */
const NO_TEXT = /[\0\p{Cs}]/u;

/** The first character of a text that no file of text has, as `U+D83D`; undefined where all can be stored. */
export function unstorable(text: string): string | undefined {
  const found = NO_TEXT.exec(text)?.[0];
  return found === undefined ? undefined : codePointName(found);
}

/** `U+202E` */
export function codePointName(character: string): string {
  return `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;
}

/** The text with `\uFFFD` in the place of such characters. */
export function storable(text: string): string {
  return NO_TEXT.test(text) ? text.replace(new RegExp(NO_TEXT, 'gu'), '\uFFFD') : text;
}
