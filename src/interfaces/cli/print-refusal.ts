import { paragraphs } from '../../text/screen/layout/paragraphs.ts';
import type { Streams } from './io.ts';

/** A line of `^` that marks a position in the line above. */
const POINTER = /^ *\^+$/m;

/** Prints a refusal, wrapped between words on a terminal. A line with a command to paste is not wrapped, nor a filter with a mark below it. */
export function printRefusal(text: string, { err, put, size }: Pick<Streams, 'err' | 'put' | 'size'>): void {
  const columns = put && size().columns;
  const whole = !columns || POINTER.test(text);
  const broken = (line: string) => (whole || line.includes('`') ? [line] : paragraphs(line, columns));
  err(text.split('\n').flatMap(broken).join('\n'));
}
