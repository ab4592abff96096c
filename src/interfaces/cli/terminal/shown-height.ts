import { stripVTControlCharacters } from 'node:util';
import { cells } from '../../../text/screen/layout/width.ts';

/** Returns the number of a terminal's lines that these lines take, since long lines wrap. */
export function shownHeight(lines: readonly string[], columns: number | undefined): number {
  if (!columns) return lines.length;
  const heightOf = (line: string) => Math.max(1, Math.ceil(cells(stripVTControlCharacters(line)) / columns));
  return lines.reduce((sum, line) => sum + heightOf(line), 0);
}
