import { jsonText } from '../text/safe.ts';
import type { Executed } from './execute.ts';

/** Does the caller want the value itself, not its text? */
export function wantsValue(input: Readonly<Record<string, unknown>>): boolean {
  return input.format === 'json' || input.fields !== undefined;
}

/** What a reader gets: the value as JSON when it was asked for, else the text of the value. Text is never read back. */
export function render({ command, context, input, output }: Executed, { json = wantsValue(input) } = {}): string {
  return json ? jsonText(output) : command.text(output, context);
}
