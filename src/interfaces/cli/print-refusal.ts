import { paragraphs } from '../../text/screen/layout/paragraphs.ts';
import type { Streams } from './io.ts';

/** Matches a line with a `^` that points to a position in the line above. */
const POINTER = /^ *\^+$/m;

/**
 * Prints an error. On a terminal, wraps long lines between words. Doesn't wrap a line with a command to paste, and a
 * filter with a `^` in the line below.
 */
export function printRefusal(text: string, { err, put, size }: Pick<Streams, 'err' | 'put' | 'size'>): void {
  const columns = put && size().columns;
  const whole = !columns || POINTER.test(text);
  const broken = (line: string) => (whole || line.includes('`') ? [line] : paragraphs(line, columns));
  err(text.split('\n').flatMap(broken).join('\n'));
}
