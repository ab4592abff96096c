import { harmless } from '../../safe.ts';
import { wrapped } from './width.ts';

/** Wraps each line of a text and keeps its indentation. */
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
