import type { ComponentChildren } from 'preact';
import { shownPieces } from '../../../../text/hidden-characters.ts';

/**
 * Returns a text in which hidden characters and control characters are shown by name. With `lines`, line feeds stay
 * unchanged.
 */
export function visible(text: string, options?: { lines?: boolean }): ComponentChildren {
  const pieces = shownPieces(options?.lines ? text.replaceAll('\r\n', '\n') : text, options);
  if (pieces.length === 1 && !pieces[0]!.hidden) return text;
  return pieces.map((piece, i) =>
    piece.hidden ? (
      <span key={i} class="hidden-character" title="Would not be seen, or would change how the text reads">
        {piece.text}
      </span>
    ) : (
      piece.text
    ),
  );
}
