import { refuse } from '../../../domain/errors.ts';
import type { Screen } from '../../../text/screen/layout/screen.ts';

export const COLOUR_MODES = ['auto', 'always', 'never'] as const;
export type ColourMode = (typeof COLOUR_MODES)[number];

/** Reads the value of `--color`. @throws BacklogError `usage` with the known values */
export function colourMode(text: string): ColourMode {
  const options = COLOUR_MODES.find((each) => each === text);
  return options ?? refuse('usage', `--color: expected ${COLOUR_MODES.join(', ')}, received "${text}"`);
}

interface Output {
  /** Whether the output is a terminal, which can replace lines that it already shows. */
  rewrites: boolean;
  size(): { columns?: number | undefined; rows?: number | undefined };
  env: NodeJS.ProcessEnv;
  color?: ColourMode | undefined;
}

/** Width in cells for a terminal that doesn't report its width. */
const USUAL = 80;

/**
 * Returns the screen for a layout. Returns undefined for a pipe, a file or `TERM=dumb`, which a program or a model
 * reads. With `--color always`, returns a screen for a pipe, too, for example for `less -R`; COLUMNS then sets the
 * width.
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

/**
 * Checks whether output to a terminal has colours. The flag `--color` has priority over NO_COLOR (no-color.org) and
 * FORCE_COLOR. An empty variable doesn't count.
 */
function isColoured({ NO_COLOR, FORCE_COLOR }: Output['env'], color: ColourMode = 'auto'): boolean {
  if (color !== 'auto') return color === 'always';
  if (FORCE_COLOR) return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false';
  return !NO_COLOR;
}
