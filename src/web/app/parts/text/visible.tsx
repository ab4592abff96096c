import type { ComponentChildren } from 'preact';
import { withoutEscapes } from '../../../../base/output/escapes.ts';
import { shownPieces } from '../../../../text/safe.ts';

/** Returns a text with the names of hidden and control characters in their place. `lines` keeps line feeds. */
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

/** Returns a text that an agent or a program printed, without codes for terminals and with hidden characters named. Line feeds stay. */
export function printed(text: string): ComponentChildren {
  return visible(withoutEscapes(text), { lines: true });
}
