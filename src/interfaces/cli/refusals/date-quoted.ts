import { type EnglishReader, resolveDate } from '../../../time/index.ts';
import type { Piece } from './line-pieces.ts';

/** Only the form of a date counts. */
const NO_CLOCK = { now: 0, zone: 'UTC' };

/** Checks whether a text is a date in any form. */
export function isDateWord(text: string, english: EnglishReader | undefined): boolean {
  return resolveDate(text, NO_CLOCK, english).ok;
}

/** Puts the words of a date into one pair of quotes: `--due in 3 days`. Undefined if they are no date together. */
export function withDateQuoted(
  pieces: readonly Piece[],
  { field, received, english }: { field: string; received: string; english: EnglishReader | undefined },
): string[] | undefined {
  const at = pieces.findIndex((piece) => piece.field === field && piece.kind === 'value' && piece.word === received);
  if (at < 0) return undefined;
  const words = pieces.map(({ word }) => word);
  const end = pieces.findIndex(({ kind }, i) => i > at && kind !== 'word');
  for (let to = end < 0 ? words.length : end; to > at + 1; to--) {
    const date = words.slice(at, to).join(' ');
    if (isDateWord(date, english)) return words.toSpliced(at, to - at, date);
  }
  return undefined;
}
