import { shellWord } from '../../../../../base/shell-word.ts';
import { isIds } from '../../../../../commands/task/select-words.ts';
import { refuse } from '../../../../../domain/errors.ts';
import { idsIn } from '../../several.ts';
import { TEXT_VERBS } from '../plain-ids.ts';
import { RUN_ID } from '../program.ts';
import { isOmittedNoun } from '../verbs.ts';

/** Matches the words that begin an exception, at the end of the words before it. */
const EXCEPT = / (?:(?:but|and) not|except(?: for)?|excluding|but|without|apart from|other than) $/i;

/** Matches words between the tasks or runs of a line. */
const BETWEEN = /^(?:and|n?or|,|the|tasks?|runs?|issues?)$/i;

/** Matches words for all tasks, and terms of a filter. */
const SEVERAL = /^(?:all|every|everything|each|rest|[+-][a-z].*|[a-z._]+:.+)$/i;

/**
 * Refuses a line with an exception, which no command has: `complete tasks 2 and 3 but not 4`, `stop all runs except r2`.
 * @throws BacklogError `usage` with the line for the tasks or runs that stay, or the list of those to choose from
 */
export function checkExceptions([verb = '', ...words]: readonly string[]): void {
  const at = words.findIndex(
    (_, i) => EXCEPT.test(` ${words.slice(Math.max(0, i - 2), i).join(' ')} `) && isThing(words[i]!),
  );
  // A text can have any words: `annotate 3 all but 4`.
  if (at < 0 || TEXT_VERBS.test(verb)) return;
  const first = words.slice(0, at).findLastIndex((word) => isThing(word) || SEVERAL.test(word) || isNoun(word)) + 1;
  const [named, behind] = [words.slice(0, first), words.slice(at)];
  if (!EXCEPT.test(` ${words.slice(first, at).join(' ')} `) || words.slice(first, at).length > 2) return;
  const isRead = (word: string) => isThing(word) || isNoun(word);
  if (!behind.every(isRead) || !named.every((word) => isRead(word) || SEVERAL.test(word))) return;
  const out = new Set(idsOf(behind));
  const left = idsOf(named).filter((id) => !out.has(id));
  const isAll = named.some((word) => SEVERAL.test(word)) || left.length === 0;
  const areRuns = [...idsOf(named), ...out].some((id) => RUN_ID.test(id));
  const line = isAll ? (areRuns ? 'run list' : 'list') : [verb, left.join(areRuns ? ' ' : ',')].map(plain).join(' ');
  const except = words.slice(first);
  refuse('usage', `no command has an exception, such as "${except.join(' ')}" (did you mean \`backlog ${line}\`?)`, {
    hint: isAll ? 'Name the others one by one, or by a filter.' : 'See all commands: `backlog help`',
    data: { received: except.join(' '), except, isWhole: true },
  });
}

const plain = (word: string, at: number) => (at === 0 ? shellWord(word) : word);

const isThing = (word: string) => isIds(word.replace(/,$/, '')) || idsIn(word).every((id) => RUN_ID.test(id));

const isNoun = (word: string) => BETWEEN.test(word) || isOmittedNoun(word.toLowerCase());

/** Returns each task and run of some words. */
const idsOf = (words: readonly string[]): string[] =>
  words.filter(isThing).flatMap((word) => idsIn(word.replaceAll('#', '').toLowerCase()));
