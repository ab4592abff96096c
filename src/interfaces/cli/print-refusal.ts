import { paragraphs } from '../../text/screen/layout/paragraphs.ts';
import type { Streams } from './io.ts';

/** A line with `^` below a position in the line above. */
const POINTER = /^ *\^+$/m;

/**
 * Prints a refusal. A terminal wraps it between words, except a line with a command to paste and a filter with a mark
 * below.
 */
export function printRefusal(text: string, { err, put, size }: Pick<Streams, 'err' | 'put' | 'size'>): void {
  const columns = put && size().columns;
  const whole = !columns || POINTER.test(text);
  const broken = (line: string) => (whole || line.includes('`') ? [line] : paragraphs(line, columns));
  err(text.split('\n').flatMap(broken).join('\n'));
}
