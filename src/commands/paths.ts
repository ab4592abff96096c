import { present } from '../base/present.ts';
import { shellWord } from '../base/shell-word.ts';
import { typedCall } from '../domain/calls/call.ts';
import { pathIn, pathMeta } from '../domain/calls/inputs.ts';
import { allowPath } from '../work/paths/allow-path.ts';
import type { Context } from '../work/workspace/context.ts';
import { type Command, pathFields } from './command.ts';

/**
 * Checks every path in the input before the command runs. The command then reads the checked paths from
 * `context.files`.
 * @throws the errors of `allowPath`
 */
export function allowPaths(command: Command, input: Record<string, unknown>, context: Context): void {
  for (const { field, schema, use } of pathFields(command)) {
    const value = input[field];
    const said = typeof value === 'string' ? pathIn(schema, value) : undefined;
    if (said === undefined) continue;
    const line = commandLineOf(command, input);
    const isText = context.caller.door === 'cli' && pathMeta(schema)?.orText === true;
    const piped = isText ? `${commandLineOf(command, { ...input, [field]: '-' })} < ${shellWord(said)}` : undefined;
    context.files.set(value as string, allowPath({ said, use, line, ...present({ piped }) }, context));
  }
}

/** Maximum length of a shown value, in characters. Omits longer values, such as the bytes of a file. */
const SHOWN = 200;

/** Returns a call as a command line, without the word `backlog`. */
export function commandLineOf(
  { name, cli: { positional = [] } = {} }: Pick<Command, 'name' | 'cli'>,
  input: Record<string, unknown>,
): string {
  const given = Object.entries(input).filter(([, value]) => value !== undefined && value !== false && value !== '');
  const shown = given.map(([field, value]) => [field, `${value}`.length > SHOWN ? '…' : value] as const);
  const isWord = ([field]: readonly [string, unknown]) => positional.includes(field);
  const words = shown.filter(isWord).sort(([a], [b]) => positional.indexOf(a) - positional.indexOf(b));
  const flags = shown.filter((entry) => !isWord(entry));
  const call = {
    command: name,
    words: Object.fromEntries(words) as Record<string, string>,
    flags: Object.fromEntries(flags),
  };
  return typedCall(call);
}
