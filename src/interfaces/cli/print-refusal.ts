import { paragraphs } from '../../text/screen/layout/paragraphs.ts';
import type { Streams } from './io.ts';

/** What points at a place in the line above it. */
const POINTER = /^ *\^+$/m;

/** Writes a refusal, on a terminal broken between words. A line with a command to paste stays one, as does a filter with a mark below it. */
export function printRefusal(text: string, { err, put, size }: Pick<Streams, 'err' | 'put' | 'size'>): void {
  const columns = put && size().columns;
  const whole = !columns || POINTER.test(text);
  const broken = (line: string) => (whole || line.includes('`') ? [line] : paragraphs(line, columns));
  err(text.split('\n').flatMap(broken).join('\n'));
}
