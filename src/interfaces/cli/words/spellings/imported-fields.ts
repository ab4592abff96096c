import { commandNamed } from '../../../../commands/index.ts';
import { inputOf } from '../../../../domain/calls/door.ts';
import { respelledFlag } from '../flags/foreign.ts';
import { flagIn, isGlobal } from '../global-flags.ts';
import type { Saying } from '../saying.ts';
import { refuseImportedFields } from './words-of-exchange.ts';

/**
 * Refuses flags of an import that set fields of all its tasks: `import TODO.md --project web`.
 * @throws BacklogError `usage` with the line that imports the file
 */
export function checkImportedFields({ command, word, before, behind }: Saying): void {
  if (command.name !== 'task_import') return;
  const { own, fields, left } = apart([...before, word, ...behind]);
  const [from] = own;
  if (from === undefined || from.startsWith('-') || fields.length === 0) return;
  refuseImportedFields(own, [...fields, ...left]);
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
