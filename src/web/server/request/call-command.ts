import { isObject } from '../../../base/is-object.ts';
import { DEEPEST, jsonExcess, parseJsonText } from '../../../base/json/json-text.ts';
import { isReadOnly } from '../../../commands/command.ts';
import { type Executed, execute } from '../../../commands/execute.ts';
import { type Command, commandHint } from '../../../commands/index.ts';
import { shortLine } from '../../../domain/calls/door.ts';
import { BacklogError, refuse } from '../../../domain/errors.ts';
import { checkTerminal } from '../../../work/people/terminal.ts';
import type { Caller } from '../../../work/workspace/context.ts';
import type { Served } from '../workspaces.ts';

export interface CommandRequest {
  command: Command;
  /** Whether the request is a GET, which can only call reading commands. */
  reading: boolean;
  input: unknown;
}

/** Calls a command with the rights of the caller. @throws BacklogError of the command; `usage` for a GET that writes */
export async function callCommandAs(
  { opened, keep }: Pick<Served, 'opened' | 'keep'>,
  caller: Caller,
  { command, reading, input }: CommandRequest,
): Promise<Executed> {
  if (reading) checkReads(command);
  if (command.access.terminalOnly) checkTerminal(caller, command.title.toLowerCase(), shortLine(command.name));
  return execute(opened, caller, command, input, { keep });
}

/** @throws BacklogError `not-found`, with the nearest command name */
export function unknownRoute(name: string): never {
  return refuse('not-found', `there is no command ${name}${commandHint(name)}`, {
    hint: 'GET /api/v1/openapi.json lists the commands.',
  });
}

/** @throws BacklogError `not-found`, with the line for a terminal */
export function noForm(name: string): never {
  return refuse('not-found', `${name} has no form`, { hint: `\`backlog ${shortLine(name)} --help\`` });
}

function checkReads(command: Command): void {
  if (!isReadOnly(command))
    refuse('usage', `can't call ${command.name} with GET: it changes data`, { hint: 'Use POST.' });
}

/** Returns the input in a query: `input` as JSON, or each field as a parameter. A repeated parameter becomes a list. */
export function queryInput(query: URLSearchParams): unknown {
  const whole = query.get('input');
  if (whole !== null) return bodyInput(whole);
  return Object.fromEntries(
    [...new Set(query.keys())].map((name) => {
      const values = query.getAll(name);
      return [name, values.length > 1 ? values : values[0]];
    }),
  );
}

/** Default maximum number of values in an input. Other requests wait while an input is parsed. */
export const MOST_VALUES = 100_000;

/**
 * Parses the input in a body. An empty body is an empty input.
 * @throws BacklogError `usage` if the body isn't a JSON object, has too many values or is nested too deeply
 */
export function bodyInput(text: string, values = MOST_VALUES): unknown {
  if (text.trim() === '') return {};
  const flaw = jsonExcess(text, values);
  if (flaw === 'deep') refuse('usage', `the input is nested deeper than ${DEEPEST} levels`);
  if (flaw === 'many')
    refuse('usage', `the input has more than ${values.toLocaleString('en')} values`, {
      hint: 'Send less in one call.',
    });
  const value = parseJsonText(text);
  if (isObject(value)) return value;
  throw new BacklogError('usage', 'expected a JSON object with the fields of the command', {
    hint: 'For example {"filter": "+READY"}.',
  });
}
