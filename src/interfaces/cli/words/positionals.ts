import { shellWord } from '../../../base/shell-word.ts';
import type { CommandRow } from '../../../commands/index.ts';
import { withTimesInFilter } from '../../../commands/task/attributes.ts';
import { isIds } from '../../../commands/task/select-words.ts';
import { callOf, inputOf, usageHint } from '../../../domain/calls/door.ts';
import { refuse } from '../../../domain/errors.ts';
import { type Slip, surplusData } from '../refusals/slip.ts';
import { isFlag, takesWords } from './field-kinds.ts';
import { positionalWords } from './global-flags.ts';
import { isRowFlag } from './row-flags.ts';

/** Returns the words for the positional fields of the command: all but flags and their values. */
export const positionalsOf = (command: CommandRow, words: readonly string[]): string[] =>
  positionalWords(words, (name) => takesValue(command, name));

/** Checks whether this flag of the command has a value. */
export function takesValue(command: CommandRow, name: string): boolean {
  const { shape } = command.input();
  if (command.show.rows && isRowFlag(name)) return true;
  return Object.hasOwn(shape, name) && !isFlag(shape[name]!);
}

/**
 * Puts the remaining words into the positional fields, in order. The last field gets all words that are left.
 * @throws BacklogError `usage` for words without a field
 */
export function placePositionals(
  input: Record<string, string | boolean>,
  rest: readonly string[],
  command: CommandRow,
): void {
  const { shape } = command.input();
  const { positional = [], oneArgument, selects, literal } = command.cli ?? {};
  const free = positional.filter((field) => !(field in input));
  if (rest.length > 0 && free.length === 0) {
    refuse('usage', `unexpected "${rest.join(' ')}"${specMeant(input, rest, command)}`, {
      hint: `${insteadOfFlag(input, rest, { command, field: positional[0] })}${usageHint(command.name)}`,
      data: surplusData(rest),
    });
  }
  free.forEach((field, i) => {
    const words = i === free.length - 1 ? rest.slice(i) : rest.slice(i, i + 1);
    if (field === oneArgument?.field && words.length > 1)
      refuse('usage', `${field}: expected one text, received ${words.length} words: ${words.join(' ').slice(0, 60)}`, {
        hint: oneArgument.hint,
        data: {
          slip: (command.where === 'machine'
            ? { kind: 'surplus', words: words.slice(1) }
            : { kind: 'unquoted', words }) satisfies Slip,
        },
      });
    if (words.length > 0 && field === selects?.field && !words.every(isIds))
      input[field] = withTimesInFilter(words).join(' ');
    else if (words.length > 0 && field === literal) input[field] = JSON.stringify(words);
    else if (words.length > 0)
      input[field] = takesWords(shape[field]!)
        ? JSON.stringify(words.flatMap(splitIds))
        : (field === 'filter' ? withTimesInFilter(words) : words).join(' ');
  });
}

/** Returns the line without the flag of a positional field, whose value came without a flag, too. */
function insteadOfFlag(
  input: Record<string, string | boolean>,
  rest: readonly string[],
  { command, field }: { command: CommandRow; field: string | undefined },
): string {
  if (field === undefined || rest.length !== 1 || typeof input[field] !== 'string') return '';
  return `${inputOf('cli', field)} gives the same as a word without a flag. Write \`${callOf('cli', command.name, shellWord(rest[0]!))}\`. `;
}

/** Returns a suggestion for a new task with a line and a --description, which is a longer text elsewhere. */
function specMeant(input: Record<string, string | boolean>, rest: readonly string[], command: CommandRow): string {
  if (command.name !== 'task_add' || typeof input.description !== 'string') return '';
  const { description, ...others } = input;
  const flags = Object.entries(others).flatMap(([name, value]) => [
    inputOf('cli', name),
    ...(value === true ? [] : [String(value)]),
  ]);
  const words = [rest.join(' '), '--spec', description, ...flags].map(shellWord).join(' ');
  return ` (did you mean \`${callOf('cli', 'task_add', words)}\`?)`;
}

function splitIds(word: string): string[] {
  return word.startsWith('[') || word.includes('{') ? [word] : word.split(',').filter(Boolean);
}
