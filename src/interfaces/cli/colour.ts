import { refuse } from '../../domain/errors.ts';
import type { Screen } from '../../text/screen/layout/screen.ts';

export const COLOUR_MODES = ['auto', 'always', 'never'] as const;
export type ColourMode = (typeof COLOUR_MODES)[number];

/** The value of `--color`. @throws BacklogError `usage` naming the known ones */
export function colourMode(text: string): ColourMode {
  const options = COLOUR_MODES.find((each) => each === text);
  return options ?? refuse('usage', `--color: expected ${COLOUR_MODES.join(', ')}, received "${text}"`);
}

interface Output {
  /** Is it a terminal? */
  rewrites: boolean;
  size(): { columns?: number | undefined; rows?: number | undefined };
  env: Readonly<Record<string, string | undefined>>;
  color?: ColourMode | undefined;
}

/** A terminal that does not say how wide it is. */
const USUAL = 80;

/**
 * The screen that an answer is laid out for; none where another program or a model reads it (a pipe, a file, `TERM=dumb`), unless a
 * person asked for colour with `--color always`, as for `less -R`. The width of a pipe is that of COLUMNS.
 */
export function screenOf({ rewrites, size, env, color }: Output): Screen | undefined {
  const terminal = rewrites && env.TERM !== 'dumb';
  if (!terminal && color !== 'always') return undefined;
  const { columns, rows } = terminal ? size() : {};
  return {
    columns: columns || Number(env.COLUMNS) || USUAL,
    rows: rows || undefined,
    colour: isColoured(env, color) ? 16 : 0,
  };
}

/** On a terminal. NO_COLOR (no-color.org) and FORCE_COLOR count unless they are empty, and the flag goes before them. */
function isColoured({ NO_COLOR, FORCE_COLOR }: Output['env'], color: ColourMode = 'auto'): boolean {
  if (color !== 'auto') return color === 'always';
  if (FORCE_COLOR) return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false';
  return !NO_COLOR;
}
