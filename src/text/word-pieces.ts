import { diffWordsWithSpace } from 'diff';

export interface WordPiece {
  text: string;
  changed: boolean;
}

/** Characters of lines whose words are compared, at most. */
const MOST = 500;

/** A line in pieces: those that the line in its place has, too, and those that are its own. */
export function wordPieces(text: string, other: string | undefined, side: 'new' | 'old'): WordPiece[] {
  if (other === undefined || text.length > MOST || other.length > MOST) return [{ text, changed: false }];
  const [before, after] = side === 'new' ? [other, text] : [text, other];
  const parts = diffWordsWithSpace(before, after).filter(({ added, removed }) => (side === 'new' ? !removed : !added));
  const pieces = parts.map(({ value, added, removed }) => ({ text: value, changed: added || removed }));
  // Lines that share hardly anything are two lines, not one that was changed.
  const same = pieces.reduce((sum, piece) => sum + (piece.changed ? 0 : piece.text.trim().length), 0);
  return same * 4 < text.trim().length ? [{ text, changed: false }] : pieces;
}
