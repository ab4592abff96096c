import { DEEPEST, isTextTooLarge } from '../../../base/json/json-limits.ts';
import { parseJsonText } from '../../../base/json/json-text.ts';
import { isReadOnly } from '../../../commands/command.ts';
import { type Executed, execute } from '../../../commands/execute.ts';
import { type Command, didYouMean } from '../../../commands/index.ts';
import { shortLine } from '../../../domain/calls/door.ts';
import { BacklogError, refuse } from '../../../domain/errors.ts';
import { checkRight, type Right } from '../../../work/people/rights.ts';
import { checkTerminal } from '../../../work/people/terminal.ts';
import type { Caller } from '../../../work/workspace/context.ts';
import type { Served } from '../workspaces.ts';

/** What one request asks of a command. */
export interface CommandRequest {
  command: Command;
  /** By GET only what reads is called. */
  reading: boolean;
  input: unknown;
}

/**
 * Calls one command for somebody.
 * @throws BacklogError of the command, and `usage` for what a GET may not do
 */
export async function callCommand(
  { opened, keep }: Served,
  caller: Caller,
  { command, reading, input }: CommandRequest,
): Promise<Executed> {
  if (reading) checkReads(command);
  if (command.access.terminalOnly) checkTerminal(caller, command.title.toLowerCase(), shortLine(command.name));
  if (caller.rights) checkRight(caller.rights, rightFor(command));
  return execute(opened, caller, command, input, { keep });
}

function rightFor(command: Command): Right {
  return command.access.right ?? (isReadOnly(command) ? 'read' : 'write');
}

/** @throws BacklogError `not-found` with the nearest name there is */
export function unknownRoute(name: string): never {
  return refuse('not-found', `there is no command ${name}${didYouMean(name)}`, {
    hint: '/api/v1/openapi.json lists them.',
  });
}

function checkReads(command: Command): void {
  if (!isReadOnly(command))
    refuse('usage', `${command.name} changes something, so GET does not call it`, { hint: 'Use POST.' });
}

/** The input in a query: `input` as JSON, or each field by its name; one that is named several times is a list. */
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

/** Values of an input, unless its command takes a large one: each is looked at, while others wait. */
const MOST_VALUES = 100_000;

/**
 * The input in a body; nothing is an empty one.
 * @throws BacklogError `usage` for what is no JSON object, or has too many values or too deep ones
 */
export function bodyInput(text: string, values = MOST_VALUES): unknown {
  if (text.trim() === '') return {};
  const flaw = isTextTooLarge(text, values);
  if (flaw === 'deep') refuse('usage', `the input is nested deeper than ${DEEPEST} levels`);
  if (flaw === 'many')
    refuse('usage', `the input has more than ${values.toLocaleString('en')} values`, { hint: 'Send less at once.' });
  const value = parseJsonText(text);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw new BacklogError('usage', 'the input of a command is a JSON object of its fields', {
    hint: 'Such as {"filter": "+READY"}.',
  });
}
