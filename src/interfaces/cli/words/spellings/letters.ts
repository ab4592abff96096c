import { shellWord } from '../../../../base/shell-word.ts';
import { callOf, inputOf } from '../../../../domain/calls/door.ts';
import { refuse } from '../../../../domain/errors.ts';
import { PRIORITY_WORDS } from '../../../../domain/fields/words.ts';
import type { Saying } from '../saying.ts';
import { isFileName } from './file-name.ts';

/**
 * Refuses a letter that means another flag in Backlog than in other programs: `-n` only shows the effect.
 * @throws BacklogError `usage` with the line to type
 */
export function checkLetter(said: Saying): void {
  const { word, command } = said;
  const { shape } = command.input();
  if (command.where === 'machine' && /^-[a-z]$/.test(word)) refuseBeginning(word, Object.keys(shape));
  const isCount = /^task_(undo|redo)$/.test(command.name) && /^\d+$/.test(said.behind[0] ?? '');
  if (word === '-n' && !isCount && Object.hasOwn(shape, 'dry_run')) refuseLetter(said, '--dry-run');
}

/** Refuses a letter for a flag that begins with it, where the letter's own flag concerns tasks. */
function refuseBeginning(word: string, fields: readonly string[]): void {
  const begun = fields.filter((field) => field.startsWith(word.slice(1)));
  const flags = begun.map((field) => inputOf('cli', field)).join(' or ');
  if (begun.length > 0)
    refuse('usage', `unknown flag ${word} (did you mean ${flags}?)`, { data: { received: word, nearest: begun[0] } });
}

/**
 * Returns the flag that a letter means by the word behind it: `-a` without a value asks for all rows, where it could also
 * name an agent, and `-p H` is a priority. A bare number could be a parent, too.
 */
export function flagOfLetter({ word, behind: [next = '-'], command }: Saying): string | undefined {
  if (word === '-f' && next.startsWith('-') && command.name === 'run_events') return '--follow';
  // A file is no filter: `create -f plan.md`.
  if (word === '-f' && isFileName(next)) return '--file';
  // Each search ignores case, so that GNU's -i changes nothing.
  if (word === '-i' && command.name === 'task_search') return '--ignore-case';
  if (word === '-a' && next.startsWith('-') && command.access.effect === 'read') return '--all';
  const isPriority = word === '-p' && !/^\d+$/.test(next) && Object.hasOwn(PRIORITY_WORDS, next.toLowerCase());
  return isPriority && Object.hasOwn(command.input().shape, 'priority') ? '--priority' : undefined;
}

function refuseLetter({ command, word, before, behind }: Saying, meant: string): never {
  const instead = [...before, meant, ...behind];
  const line = callOf('cli', command.name, instead.map(shellWord).join(' '));
  return refuse('usage', `unknown flag ${word} (did you mean \`${line}\`?)`, {
    hint: `See the flags: \`${callOf('cli', command.name)} --help\``,
    data: { received: word, instead },
  });
}
