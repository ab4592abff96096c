import type { WordPiece } from '../../../../text/word-pieces.ts';
import type { ColourRun } from './runs.ts';

/** Characters of one colour. */
export interface ColourSpan {
  text: string;
  colour: string | undefined;
}

/** A piece of a line in its colours; what is changed in the line is marked across them. */
export interface ColouredPiece {
  changed: boolean;
  spans: ColourSpan[];
}

/** Lays the colours of a line over its pieces; characters that no run is about have none. */
export function colouredPieces(pieces: readonly WordPiece[], runs: readonly ColourRun[] = []): ColouredPiece[] {
  let at = 0;
  let left = runs[0]?.length ?? 0;
  return pieces.map(({ text, changed }) => {
    const spans: ColourSpan[] = [];
    for (let from = 0; from < text.length; ) {
      const run = runs[at];
      const length = run ? Math.min(left, text.length - from) : text.length - from;
      spans.push({ text: text.slice(from, from + length), colour: run?.colour });
      from += length;
      left -= length;
      if (run && left === 0) left = runs[++at]?.length ?? 0;
    }
    return { changed, spans };
  });
}
