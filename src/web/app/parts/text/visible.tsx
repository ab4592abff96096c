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
      <span
        key={i}
        class="hidden-character"
        title="An invisible character, or one that changes the direction of the text"
      >
        {piece.text}
      </span>
    ) : (
      piece.text
    ),
  );
}
