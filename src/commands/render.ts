import { counted } from '../base/amounts.ts';
import { isObject } from '../base/is-object.ts';
import { spelled } from '../domain/calls/door.ts';
import { refuse } from '../domain/errors.ts';
import type { DocPage } from '../text/doc/page.ts';
import { damageLine, unguardedLine } from '../text/error.ts';
import { jsonText } from '../text/safe.ts';
import type { Screen } from '../text/screen/layout/screen.ts';
import { expectedLine } from '../work/repo/expected-queue.ts';
import { isMarkdown } from './command.ts';
import type { Executed } from './execute.ts';

/** Maximum length of an answer for a model, in characters; about 15,000 tokens. The command line has no maximum. */
export const MODEL_CHARS = 60_000;

/** Checks whether the caller requests JSON. */
export function wantsValue(input: Readonly<Record<string, unknown>>): boolean {
  return input.format === 'json' || input.fields !== undefined;
}

/**
 * Returns the answer for a reader: JSON on request, otherwise text.
 * @throws BacklogError `usage` if a model's answer is too long and only the whole answer would be useful
 */
export async function render(executed: Executed, { json = wantsValue(executed.input) } = {}): Promise<string> {
  const { command, context, output } = executed;
  const text = json ? jsonText(outputValue(executed)) : await command.show.text(output, context);
  if (context.caller.door === 'cli' || text.length <= MODEL_CHARS) return text;
  if (command.access.effect === 'read' && (json || command.show.onlyWhole)) return refuseLong(executed, text.length);
  const kept = text.slice(0, MODEL_CHARS).replace(/(\n[^\n]*|[\uD800-\uDBFF])$/, '');
  return `${kept}\n… (${counted(text.length - kept.length, 'more character')}; use a narrower filter or a limit)`;
}

/**
 * Returns the output as a value for programs. In a queue with damage at its end, it has one more field, `damage`, unless
 * the command reports damage itself.
 */
export function outputValue({ command, context, output }: Executed): unknown {
  const { tail } = context.store;
  const isTold = tail === null || command.access.toleratesDamage || !isObject(output);
  return isTold ? output : { ...output, damage: tail };
}

/**
 * Returns the line about the queue for each screen: damage at the end of its log, or the queue that belongs to a folder without
 * one, or once that claims can't be guarded. Undefined if there is nothing to say.
 */
export function queueNote({
  command,
  context,
  expected,
}: Pick<Executed, 'command' | 'context' | 'expected'>): string | undefined {
  if (expected) return expectedLine(expected, context.store.exists);
  const { tail, dir } = context.store;
  if (tail !== null) return command.access.toleratesDamage ? undefined : damageLine(tail);
  const why = command.access.effect === 'read' ? undefined : context.store.takeUnguarded();
  return why === undefined ? undefined : unguardedLine(why, dir);
}

/**
 * Returns the answer for a browser that has no page of its own for the command. A person reads it, so it names commands
 * as a terminal's lines, as a model without these tools gets them.
 */
export async function outputPage({ command, context: called, output }: Executed): Promise<DocPage> {
  const { docPage, textPage } = await import('../text/doc/page.ts');
  const context = called.with({ caller: { ...called.caller, offers: () => false } });
  const { show } = command;
  return show.doc
    ? docPage(await show.doc(output, context), context.clock)
    : textPage(await show.text(output, context));
}

/** Returns the answer for a terminal: JSON on request, otherwise the command's layout, or else its text. */
export async function renderScreen(executed: Executed, screen: Screen): Promise<string> {
  const { command, context, input, output } = executed;
  if (wantsValue(input) || command.show.verbatim || isMarkdown(output)) return render(executed);
  if (command.show.doc) {
    const { docScreen } = await import('../text/doc/screen.ts');
    return docScreen(await command.show.doc(output, context), { screen, clock: context.clock });
  }
  const { fitText } = await import('../text/screen/layout/fit-text.ts');
  return fitText(await render(executed), screen.columns);
}

function refuseLong({ command }: Executed, length: number): never {
  return refuse('usage', `the answer has ${length} characters, more than the limit of ${MODEL_CHARS}`, {
    hint: `Narrow it (filter, limit, fields), or write it to a file in a shell: backlog ${spelled(command.name)} … > FILE.`,
    data: { characters: length, most: MODEL_CHARS },
  });
}
