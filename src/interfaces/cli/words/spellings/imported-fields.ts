import { shellWord } from '../../../../base/shell-word.ts';
import { commandNamed } from '../../../../commands/index.ts';
import { callOf, inputOf } from '../../../../domain/calls/door.ts';
import { refuse } from '../../../../domain/errors.ts';
import { respelledFlag } from '../flags/foreign.ts';
import { flagIn, isGlobal } from '../global-flags.ts';
import type { Saying } from '../saying.ts';
import { CHANGES_IMPORTED, sourceOf } from './words-of-exchange.ts';

/**
 * Refuses flags of an import that set fields of all its tasks: `import TODO.md --project web`.
 * @throws BacklogError `usage` with the line that imports the file, and then changes its tasks
 */
export function checkImportedFields({ command, word, before, behind }: Saying): void {
  if (command.name !== 'task_import') return;
  const { own, fields, left } = apart([...before, word, ...behind]);
  const [from] = own;
  if (from === undefined || from.startsWith('-') || fields.length === 0) return;
  const changes = [`source:${sourceOf(from)}`, ...fields].map(shellWord).join(' ');
  const isTrial = own.some((one) => flagIn(one)?.name === 'dry_run');
  // A trial has no tasks to change, and the change would be none.
  const change = isTrial ? '' : ` && ${callOf('cli', 'task_modify', changes)}`;
  const line = `${callOf('cli', 'task_import', own.map(shellWord).join(' '))}${change}`;
  refuse('usage', `an import sets no fields (did you mean \`${line}\`?)`, {
    hint: `${isTrial ? `It leaves out: ${fields.map(shellWord).join(' ')}.` : CHANGES_IMPORTED}${left.length > 0 ? ` It leaves out: ${left.map(shellWord).join(' ')}.` : ''} See the flags: \`backlog import --help\``,
    data: { received: word },
  });
}

/** Separates the words of an import from flags that a change of tasks has. */
function apart(words: readonly string[]): Record<'own' | 'fields' | 'left', string[]> {
  const [of, change] = [commandNamed('task_import').input().shape, commandNamed('task_modify')];
  const own: string[] = [];
  const fields: string[] = [];
  const left: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const flag = flagIn(words[at]!);
    const isOwn = !flag || isGlobal(flag.name) || Object.hasOwn(of, flag.name);
    // The next flag is no value: `import plan.md --replace --project web`.
    const value = flag && (flag.inline ?? (flagIn(words[at + 1] ?? '') ? undefined : words[at + 1]));
    const name =
      !flag || Object.hasOwn(change.input().shape, flag.name)
        ? flag?.name
        : respelledFlag(flag, value, change)?.field?.name;
    if (isOwn) own.push(words[at]!);
    else if (name === undefined || value === undefined || name === 'status') left.push(words[at]!);
    else fields.push(inputOf('cli', name), name === 'tags' && !/^[+-]/.test(value) ? `+${value}` : value);
    if (isOwn || flag.inline !== undefined || value === undefined || value.startsWith('-')) continue;
    if (name === undefined || name === 'status') left.push(value);
    at++;
  }
  return { own, fields, left };
}
