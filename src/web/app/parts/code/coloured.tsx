import type { ColourRun } from '../../../../text/code/colour-run.ts';
import type { WordPiece } from '../../../../text/word-pieces.ts';
import { visible } from '../text/visible.tsx';

/** A line of code in its colours. */
export function Coloured({ spans }: { spans: readonly ColourSpan[] }) {
  return (
    <>
      {spans.map(({ text, colour }, i) =>
        colour ? (
          <span key={i} class={`code-${colour}`}>
            {visible(text)}
          </span>
        ) : (
          visible(text)
        ),
      )}
    </>
  );
}

interface ColourSpan {
  text: string;
  colour: string | undefined;
}

/** A part of a line with its colours. `changed` marks words that the diff changed. */
interface ColouredPiece {
  changed: boolean;
  spans: ColourSpan[];
}

/** Splits the parts of a line by colour. Text without a colour run has no colour. */
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
