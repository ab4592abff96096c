import picocolors from 'picocolors';
import type { Screen, ScreenPiece, Style } from './screen.ts';

type Painter = (piece: ScreenPiece) => string;

/**
 * Returns a function that colours text by its meaning, with the sixteen basic terminal colours. On a terminal without
 * colours, the function returns the text unchanged.
 */
export function painter({ colour }: Pick<Screen, 'colour'>): Painter {
  if (colour === 0) return ({ text }) => text;
  const { red, yellow, green, bold, dim, underline, inverse } = picocolors.createColors(true);
  const looks: Record<Style, (text: string) => string> = {
    alarm: red,
    warning: yellow,
    good: green,
    strong: bold,
    faint: dim,
    heading: (text) => bold(underline(text)),
    selected: inverse,
  };
  return ({ text, style }) => (style && text !== '' ? looks[style](text) : text);
}
