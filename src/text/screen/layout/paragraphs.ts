import { harmless } from '../../safe.ts';
import { wrapped } from './width.ts';

/** A text of several lines, each of them wrapped, its indentation kept. */
export function paragraphs(text: string, width: number): string[] {
  if (text === '') return [];
  return harmless(text)
    .replaceAll('\t', '    ')
    .split('\n')
    .flatMap((line) => {
      const indent = /^ */.exec(line)![0].slice(0, Math.floor(width / 2));
      return wrapped(line, width - indent.length).map((part) => (part === '' ? '' : indent + part));
    });
}
