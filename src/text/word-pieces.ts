import { diffWordsWithSpace } from 'diff';

export interface WordPiece {
  text: string;
  changed: boolean;
}

/** Maximum length in characters of lines whose words are compared. */
const MOST = 500;

/** Splits a changed line into parts that the line on the other side also has, and parts that only this line has. */
export function wordPieces(text: string, other: string | undefined, side: 'new' | 'old'): WordPiece[] {
  if (other === undefined || text.length > MOST || other.length > MOST) return [{ text, changed: false }];
  const [before, after] = side === 'new' ? [other, text] : [text, other];
  const parts = diffWordsWithSpace(before, after).filter(({ added, removed }) => (side === 'new' ? !removed : !added));
  const pieces = parts.map(({ value, added, removed }) => ({ text: value, changed: added || removed }));
  // Lines with less than a quarter of their text in common are shown as completely different.
  const same = pieces.reduce((sum, piece) => sum + (piece.changed ? 0 : piece.text.trim().length), 0);
  return same * 4 < text.trim().length ? [{ text, changed: false }] : pieces;
}
