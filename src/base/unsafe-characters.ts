/**
 * Characters that change how a text is displayed, for the character class of a `u`-flagged regular expression:
 * - control characters of both sets (ESC, BEL, U+009B)
 * - changes of text direction (U+202A to U+202E, U+2066 to U+2069; "Trojan Source", CVE-2021-42574)
 * - line and paragraph separators
 * - tag characters, which people can't see but models read
 */
export const UNSAFE = '\\p{Cc}\\u2028-\\u202E\\u2066-\\u2069\\u{E0000}-\\u{E007F}';

const ANY = new RegExp(`[${UNSAFE}]`, 'u');

/** Returns true if a text has no unsafe characters. Line breaks and tabs count as unsafe. */
export function isShown(text: string): boolean {
  return !ANY.test(text);
}

/** Checks whether nobody sees anything of a text: it has only blanks and characters without width. */
export const isBlank = (text: string): boolean => !/[^\s\p{Cc}\p{DI}\u2800]/u.test(text);

/**
 * Characters that a text file can't store: NUL, which ends a text in many programs, and unpaired surrogates, which
 * UTF-8 can't encode. Cutting a text inside an emoji leaves an unpaired surrogate.
 */
const NO_TEXT = /[\0\p{Cs}]/u;

/** Returns the first character that a text file can't store, as `U+D83D`; undefined if there is no such character. */
export function unstorable(text: string): string | undefined {
  const found = NO_TEXT.exec(text)?.[0];
  return found === undefined ? undefined : codePointName(found);
}

/** Formats a character's code point: `U+202E`. */
export function codePointName(character: string): string {
  return `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;
}

/** Replaces characters that a text file can't store with U+FFFD. */
export function storable(text: string): string {
  return NO_TEXT.test(text) ? text.replace(new RegExp(NO_TEXT, 'gu'), '\uFFFD') : text;
}
