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
