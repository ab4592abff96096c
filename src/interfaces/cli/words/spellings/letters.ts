import { shellWord } from '../../../../base/shell-word.ts';
import type { CommandRow } from '../../../../commands/index.ts';
import { callOf, inputOf } from '../../../../domain/calls/door.ts';
import { refuse } from '../../../../domain/errors.ts';
import type { WrittenFlag } from '../global-flags.ts';
import type { Saying } from '../saying.ts';

/**
 * Refuses a letter that means another flag in Backlog than in other programs: `-a` without a value shows all rows, `-n`
 * only shows the effect.
 * @throws BacklogError `usage` with the line to type
 */
export function checkLetter({ name }: WrittenFlag, said: Saying): void {
  const { word, behind, command } = said;
  const { shape } = command.input();
  const [next = '-'] = behind;
  if (command.where === 'machine' && /^-[a-z]$/.test(word)) refuseBeginning(word, Object.keys(shape));
  if (word === '-n' && Object.hasOwn(shape, 'dry_run')) refuseLetter(said, '--dry-run');
  if (word === '-a' && name === 'agent' && next.startsWith('-') && command.access.effect === 'read')
    refuseLetter(said, allOf(command));
}

/** Refuses a letter for a flag that begins with it, where the letter's own flag concerns tasks. */
function refuseBeginning(word: string, fields: readonly string[]): void {
  const begun = fields.filter((field) => field.startsWith(word.slice(1)));
  const flags = begun.map((field) => inputOf('cli', field)).join(' or ');
  if (begun.length > 0)
    refuse('usage', `unknown flag ${word} (did you mean ${flags}?)`, { data: { received: word, nearest: begun[0] } });
}

/** Returns the flag or the term that shows all rows of a command. */
function allOf({ input, cli }: CommandRow): string | undefined {
  if (Object.hasOwn(input().shape, 'all')) return '--all';
  return cli?.positional?.includes('filter') ? '+ANY' : undefined;
}

function refuseLetter({ command, word, before, behind }: Saying, meant: string | undefined): never {
  const instead = [...before, ...(meant ? [meant] : []), ...behind];
  const line = callOf('cli', command.name, instead.map(shellWord).join(' '));
  return refuse('usage', `unknown flag ${word} (did you mean \`${line}\`?)`, {
    hint: `${meant ? '' : `Backlog has no place for ${word}. `}See the flags: \`${callOf('cli', command.name)} --help\``,
    data: { received: word, instead },
  });
}
