import { type Call, callText } from '../../../domain/calls/call.ts';
import { oneLine } from '../../safe.ts';
import { painter } from './paint.ts';
import type { Screen } from './screen.ts';
import { wrapped } from './width.ts';

/** Two cells before the rows of a section. */
export const INDENT = '  ';

interface Titled {
  title?: string | undefined;
  /** Total number of rows, which the title shows. */
  count?: number | false | undefined;
  /** The call that shows the other rows. */
  more?: Call | undefined;
}

/** Draws a blank line, the title and the indented lines of a section. `left` is the number of rows that the lines omit. */
export function titled({ title = '', count, more }: Titled, lines: readonly string[], left: number, screen: Screen) {
  if (lines.length === 0) return [];
  const paint = painter(screen);
  const rest = left > 0 ? [`… and ${left} more${more ? `: ${callText('cli', more)}` : ''}`] : [];
  return [
    '',
    ...wrapped(count ? `${oneLine(title)} (${count})` : oneLine(title), screen.columns, 2).map((text) =>
      paint({ text, style: 'strong' }),
    ),
    ...lines.map((line) => INDENT + line),
    ...rest
      .flatMap((text) => wrapped(text, screen.columns - INDENT.length))
      .map((text) => INDENT + paint({ text, style: 'faint' })),
  ];
}
