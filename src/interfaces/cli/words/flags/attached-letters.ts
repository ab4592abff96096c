import { refuse } from '../../../../domain/errors.ts';
import type { Saying } from '../saying.ts';
import { insteadOf } from '../unknown-flag.ts';

/** Matches a letter with its value, as `jira` and `git` have it: `-tBug`. */
const ATTACHED = /^-([tlpasy])([^\s-].*)$/s;

/** Letters of `jira issue create` that mean something else here. */
const OTHERS: Readonly<Record<string, readonly string[]>> = { s: [], y: ['--priority'] };

/**
 * Refuses a letter with its value where a description begins. It would become the description of a new task.
 * @returns the word, if it is none
 * @throws BacklogError `usage` with the line to type
 */
export function checkAttached(said: Saying, isFirst: boolean): string {
  const { command, word, before, behind } = said;
  if (!isFirst || command.cli?.positional?.[0] !== 'description' || !ATTACHED.test(word)) return word;
  const apart = [word, ...behind].flatMap((each) => {
    const [, letter = '', value] = ATTACHED.exec(each) ?? [];
    return value === undefined ? [each] : [...(OTHERS[letter] ?? [`-${letter}`]), value];
  });
  const { line } = insteadOf([...before, ...apart], said) ?? {};
  return refuse(
    'usage',
    `${word} is a flag with its value, not a description${line ? ` (did you mean \`${line}\`?)` : ''}`,
    {
      hint: 'Write a blank behind the letter. To use the words as text: write them behind `--`.',
      data: { received: word },
    },
  );
}
