import type { Candidate } from './words.ts';

/** Maximum length of a path, in characters. */
const PATH = 300;

/**
 * Reads where something was found: `src/a.ts`, `src/a.ts:12` or `src/a.ts:12:3`.
 * @returns undefined for an empty text and for a path that leaves the repository
 */
export function foundAt(text: string): Pick<NonNullable<Candidate['found']>, 'path' | 'line'> | undefined {
  const [, path = '', line] = /^(.*?)(?::(\d{1,7}))?(?::\d+)?$/s.exec(text.trim()) ?? [];
  const plain = path.replaceAll('\\', '/').replace(/^(?:\.\/)+/, '');
  const isOutside = plain.startsWith('/') || plain.split('/').includes('..');
  if (plain === '' || plain.length > PATH || isOutside || /\p{Cc}/u.test(plain)) return undefined;
  return Number(line) > 0 ? { path: plain, line: Number(line) } : { path: plain };
}
