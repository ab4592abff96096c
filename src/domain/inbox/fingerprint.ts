import { textHash } from '../../base/text-hash.ts';
import { keyWords } from '../task/key-words.ts';
import { steadyTitle } from './steady-title.ts';
import type { Candidate } from './words.ts';

/** Returns the file that a proposal is about, otherwise the files of its scope, otherwise an empty text. */
export function areaOf({ found, scope = [] }: Pick<Candidate, 'found' | 'scope'>): string {
  if (found?.path !== undefined) return found.path;
  return scope
    .map(({ repo, glob }) => (repo === undefined ? glob : `${repo}:${glob}`))
    .sort()
    .join(' ');
}

/**
 * Returns the identity of a proposal, from the words of its title, its area and the rule that found it. It stays the same
 * when lines move, and when amounts, dates, hashes, capitals, accents or the order of words change. All findings of a
 * rule in a file are one thing, whether a pass read them in the output of a check or a person gave the report of the
 * tool.
 */
export function fingerprint(
  candidate: Pick<Candidate, 'title' | 'rule' | 'found' | 'scope' | 'change' | 'is'>,
): string {
  // A change is the same as long as its task and its reason are, however it is worded.
  const { change } = candidate;
  if (change) return textHash(JSON.stringify(['change', change.task, change.kind]));
  const { is, rule, found } = candidate;
  if (is === 'finding' && rule && found?.path) return textHash(JSON.stringify([is, rule, found.path]));
  const title = steadyTitle(candidate.title);
  const [words, signs] = [keyWords(title.toLowerCase()).sort(), signsIn(title)];
  return textHash(JSON.stringify([words, areaOf(candidate), candidate.rule ?? '', ...(signs === '' ? [] : [signs])]));
}

/**
 * Matches signs that tell things apart whose words are the same: `C` and `C++`, `<` and `>`, `.NET`, `-1`, a sign between
 * blanks. Others are punctuation, which changes from one look to the next.
 */
const SIGNS = [
  String.raw`(?!~|\+\s?\d|[\u00a9\u00ae\u2122])[\p{Sm}\p{Sc}\p{So}]`,
  String.raw`(?<=\p{L})#|(?<=^|[\s(])(?:\.(?=\p{L})|-(?=\d))`,
  String.raw`(?<=\s)[^\p{L}\p{N}\s\p{Pd}](?=\s|$)`,
].join('|');
const SIGN = new RegExp(SIGNS, 'gu');

/** An emoji before the words is an ornament. */
const ORNAMENT = /^[\p{So}\s]+(?=.*[\p{L}\p{N}])/u;
const PLAIN = /^[\p{L}\p{N}\s]*$/u;

/** Returns the signs of a title that say something, in a fixed order. Two titles with different ones are no doubles. */
export function signsIn(title: string): string {
  if (PLAIN.test(title)) return '';
  return (title.replace(ORNAMENT, '').match(SIGN) ?? []).sort().join('');
}
