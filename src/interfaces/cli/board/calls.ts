import { commandNamed } from '../../../commands/index.ts';
import { inWordsOfLine } from '../../../commands/line-words.ts';
import { render } from '../../../commands/render.ts';
import { BacklogError } from '../../../domain/errors.ts';
import { errorText } from '../../../text/error.ts';
import type { Calling } from '../calling.ts';
import { executeChosen, maintain } from '../run-command.ts';

/** The result of a call: the first line of its text, or the refusal. */
export type Told = { text: string; isRefusal?: true };

/**
 * Calls a command as the command line does, with its questions.
 * @param ask asks the person a question below the lines that the command has printed for it
 */
export async function callCommand(
  name: string,
  input: Record<string, unknown>,
  { ask, ...calling }: Calling & { ask(question: string, above: readonly string[]): Promise<string> },
): Promise<Told> {
  const printed: string[] = [];
  const print = (text: string) => void printed.push(text);
  const streams = {
    ...calling.streams,
    ...{ out: print, err: print, rewrites: false, put: undefined, edit: undefined },
    ask: (question: string) => ask(question, printed.splice(0)),
  };
  try {
    const executed = await executeChosen(commandNamed(name), input, { ...calling, streams });
    if (!executed) return { text: 'Nothing was changed.' };
    await maintain(calling.workspace.store, streams);
    const text = await render(executed, { json: false });
    return { text: text.split('\n', 1)[0]! };
  } catch (error) {
    return refusalOf(error);
  }
}

/** Formats a refusal. @throws the error if it isn't one */
export function refusalOf(error: unknown): Told {
  if (!(error instanceof BacklogError)) throw error;
  return { text: errorText(inWordsOfLine(error)), isRefusal: true };
}
