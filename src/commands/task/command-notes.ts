import { inQuotes } from '../../base/quote.ts';
import type { Task } from '../../domain/task/task.ts';
import { oneLine } from '../../text/safe.ts';
import { agreeingLine, commandsToAgree, undefinedCheck } from '../../work/settings/agreed-commands.ts';
import type { Context } from '../../work/workspace/context.ts';

/** Maximum number of commands that an answer names. */
const NAMED = 3;

/** Names the commands of the tasks' criteria to which nobody agreed, each with the line to agree. */
export function commandNotes({ store }: Pick<Context, 'store'>, tasks: readonly Task[]): string[] {
  const commands = [...new Set(tasks.flatMap((task) => commandsToAgree(store.state, task)))];
  return commands.slice(0, NAMED).map((command) => {
    const unknown = undefinedCheck(store.state, command);
    const what = unknown === undefined ? inQuotes(command) : 'it as a command';
    return oneLine(
      `${unknown === undefined ? '' : `${unknown}; `}not run before a person agrees to ${what}: ${agreeingLine(command)}`,
    );
  });
}
