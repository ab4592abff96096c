import { shellWord } from '../../../../base/shell-word.ts';
import { commandNamed } from '../../../../commands/index.ts';
import { parseWith } from '../../../../commands/parse.ts';
import { callOf } from '../../../../domain/calls/door.ts';
import { parseArgs } from '../args.ts';

/**
 * Returns the line that sets fields of tasks with the flags of a line about these tasks: `claim 2 --scope src/a.ts` begins
 * with `modify 2 --scope src/a.ts`. Undefined if a flag is none of a task.
 */
export function asChange(ids: readonly string[], flags: readonly string[]): string | undefined {
  const modify = commandNamed('task_modify');
  if (ids.length === 0 || flags.length === 0) return undefined;
  try {
    const { input } = parseArgs(modify, [ids.join(','), ...flags]);
    const { filter: _, ...fields } = input;
    parseWith(modify.name, modify.input().partial(), fields);
    return Object.keys(fields).length === 0
      ? undefined
      : callOf('cli', modify.name, [ids.join(','), ...flags].map(shellWord).join(' '));
  } catch {
    return undefined;
  }
}
