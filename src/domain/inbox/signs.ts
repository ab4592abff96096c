/**
 * Matches signs that tell things apart whose words are the same: `C` and `C++`, `<` and `>`, `.NET`, `-1`, a sign between
 * blanks. Others are punctuation, which changes from one look to the next.
 */
const SIGNS = [
  String.raw`(?!~|\+\s?\d|[\u00a9\u00ae\u2122])[\p{Sm}\p{Sc}\p{So}]`,
  String.raw`(?<=\p{L})#|(?<=^|[\s(])(?:\.(?=\p{L})|-(?=\d))`,
  String.raw`(?<=\s)[^\p{L}\p{N}\s\p{Pd}](?=\s|$)`,
].join('|');
const SIGN = new RegExp(SIGNS, 'gu');

/** An emoji before the words is an ornament. */
const ORNAMENT = /^[\p{So}\s]+(?=.*[\p{L}\p{N}])/u;
const PLAIN = /^[\p{L}\p{N}\s]*$/u;

/** Returns the signs of a title that say something, in a fixed order. Two titles with different ones are no doubles. */
export function signsIn(title: string): string {
  if (PLAIN.test(title)) return '';
  return (title.replace(ORNAMENT, '').match(SIGN) ?? []).sort().join('');
}
