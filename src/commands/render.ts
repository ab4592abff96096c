import { spelled } from '../domain/calls/door.ts';
import { refuse } from '../domain/errors.ts';
import { jsonText } from '../text/safe.ts';
import type { Screen } from '../text/screen/layout/screen.ts';
import type { Executed } from './execute.ts';

/** Maximum length of an answer for a model, in characters: about 15,000 tokens. A command line gets everything. */
export const MODEL_CHARS = 60_000;

/** Does the caller ask for the output as JSON? */
export function wantsValue(input: Readonly<Record<string, unknown>>): boolean {
  return input.format === 'json' || input.fields !== undefined;
}

/**
 * The answer for a reader: the output as JSON on request, else its text.
 * @throws BacklogError `usage` if a model's answer is too long and a part of it would be useless
 */
export function render(executed: Executed, { json = wantsValue(executed.input) } = {}): string {
  const { command, context, output } = executed;
  const text = json ? jsonText(output) : command.show.text(output, context);
  if (context.caller.door === 'cli' || text.length <= MODEL_CHARS) return text;
  if (command.access.effect === 'read' && (json || command.show.onlyWhole)) return refuseLong(executed, text.length);
  const kept = text.slice(0, MODEL_CHARS).replace(/(\n[^\n]*|[\uD800-\uDBFF])$/, '');
  return `${kept}\n… (${text.length - kept.length} more characters; ask for less at once, with a narrower filter or a limit)`;
}

/** The answer for a person at a terminal: JSON on request, else the command's screen, or its text if it has none. */
export async function renderScreen(executed: Executed, screen: Screen): Promise<string> {
  const { command, context, input, output } = executed;
  if (wantsValue(input)) return render(executed);
  if (command.show.screen) return command.show.screen(output, context, screen);
  return command.show.prose ? brokenLines(render(executed), screen.columns) : render(executed);
}

/**
 * Wraps lines at a width in terminal cells and keeps their indent. A line with a word that does not fit, such as a
 * path, stays whole so that people can copy it.
 */
async function brokenLines(text: string, columns: number): Promise<string> {
  const { cells, wrapped } = await import('../text/screen/layout/width.ts');
  const lines = text.split('\n').flatMap((line) => {
    const [indent = ''] = /^ *(- )?/.exec(line) ?? [];
    const room = Math.max(20, columns - indent.length);
    if (line.split(' ').some((word) => cells(word) > room)) return [line];
    const [first = '', ...rest] = wrapped(line.slice(indent.length), room);
    return [indent + first, ...rest.map((more) => ' '.repeat(indent.length) + more)];
  });
  return lines.join('\n');
}

function refuseLong({ command }: Executed, length: number): never {
  return refuse('usage', `the answer has ${length} characters, and at most ${MODEL_CHARS} are given at once`, {
    hint: `Ask for less (a narrower filter, a limit, fewer fields), or let a shell write it to a file: backlog ${spelled(command.name)} … > FILE.`,
    data: { characters: length, most: MODEL_CHARS },
  });
}
