import { fitText } from '../../../text/screen/layout/fit-text.ts';
import type { Streams } from '../io.ts';

/** Matches a line with a `^` that points to a position in the line above. */
const POINTER = /^ *\^+$/m;

/** Prints an error or the text of a question. On a terminal, wraps long lines between words, but not a filter with a `^` in the line below. */
export function printFitted(text: string, { err, put, size }: Pick<Streams, 'err' | 'put' | 'size'>): void {
  const columns = put && size().columns;
  err(!columns || POINTER.test(text) ? text : fitText(text, columns));
}
