import { textHash } from '../../base/text-hash.ts';
import { keyWords } from '../task/key-words.ts';
import type { Candidate } from './words.ts';

/** Matches positions in a text: `src/a.ts:12:3`, `line 12`, `L12`. They move when somebody edits the file. */
const POSITIONS = /(?<=\.\w{1,8}):\d+(?::\d+)?|\b(?:lines?|L)\s*\d+(?:\s*[-–]\s*\d+)?\b/gi;

/** Returns a title without positions in files. */
export function withoutPositions(title: string): string {
  return title.replace(POSITIONS, ' ');
}

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
 * when lines move, and when capitals, accents or the order of words change. All findings of a rule in a file are one
 * thing, whether a pass read them in the output of a check or a person gave the report of the tool.
 */
export function fingerprint(
  candidate: Pick<Candidate, 'title' | 'rule' | 'found' | 'scope' | 'change' | 'is'>,
): string {
  // A change is the same as long as its task and its reason are, however it is worded.
  const { change } = candidate;
  if (change) return textHash(JSON.stringify(['change', change.task, change.kind]));
  const { is, rule, found } = candidate;
  if (is === 'finding' && rule && found?.path) return textHash(JSON.stringify([is, rule, found.path]));
  const words = keyWords(withoutPositions(candidate.title)).sort();
  return textHash(JSON.stringify([words, areaOf(candidate), candidate.rule ?? '']));
}
