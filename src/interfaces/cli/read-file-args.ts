import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { shellWord } from '../../base/shell-word.ts';
import type { Command } from '../../commands/index.ts';
import { commandLineOf } from '../../commands/parse.ts';
import { isCallerWord } from '../../domain/actor.ts';
import { isFile, pathUse } from '../../domain/calls/inputs.ts';
import { BacklogError, refuse } from '../../domain/errors.ts';
import { allowPath } from '../../work/paths/allow-path.ts';
import type { Calling } from './calling.ts';
import type { Streams } from './io.ts';

type Given = Record<string, string | boolean>;
type Reading = Pick<Calling, 'workspace' | 'caller' | 'streams'>;

/**
 * Replaces `@FILE` by the file's content, and `-` by standard input. `@@` begins a text that begins with `@`. `@me` is
 * the caller, and no file.
 */
export async function readFiles(input: Given, command: Command, reading: Reading): Promise<Record<string, unknown>> {
  const { shape } = command.input();
  const { streams } = reading;
  const read = async (name: string, value: string | boolean) => {
    if (typeof value !== 'string' || LITERAL.has(name) || isCallerWord(value)) return value;
    if (value === '-') {
      if (streams.ask) streams.err('Reading from the terminal. Ctrl+D ends the text.');
      const text = await streams.stdin();
      checkOneLine(name, text, command);
      return text;
    }
    if (pathUse(shape[name]!)) return value;
    // Backlog doesn't store the content of this field. So any file is allowed, as in a shell.
    if (isFile(shape[name]!)) return readNamed(name, value, resolve(streams.cwd, value));
    if (value.startsWith('@@')) return value.slice(1);
    if (!value.startsWith('@')) return value;
    const asText = `backlog ${commandLineOf(command, { ...input, [name]: `@${value}` })}`;
    return readNamed(name, value.slice(1), await allowed(name, { input, command }, reading), asText);
  };
  const given = await withPiped(input, command, streams);
  const entries = Object.entries(given).map(async ([name, value]) => [name, await read(name, value)] as const);
  return Object.fromEntries(await Promise.all(entries));
}

/**
 * Refuses several lines of standard input as the description of one task: `add - < TODO.md`.
 * @throws BacklogError `usage` with the line that imports them
 */
function checkOneLine(name: string, text: string, { name: command }: Command): void {
  const lines = text.split('\n').filter((line) => line.trim() !== '').length;
  if (name !== 'description' || command !== 'task_add' || lines < 2) return;
  refuse('usage', `description: expected one line, received ${lines} (did you mean \`backlog import -\`?)`, {
    hint: 'It makes a task of each item of the list. As the text of one task: `backlog add "…" --spec -`',
    data: { received: '-', isWhole: true },
  });
}

/** Gives what is piped in to the command's field for it, unless the line has a value. */
async function withPiped(input: Given, { cli }: Command, { cwd, isPiped, stdin }: Streams): Promise<Given> {
  if (!cli?.piped || !isPiped?.()) return input;
  const { field, instead = [], namesKind } = cli.piped;
  const said = input[field];
  const isKind = typeof said === 'string' && namesKind?.(said) === true && !existsSync(resolve(cwd, said));
  if ((said !== undefined && !isKind) || instead.some((other) => other in input)) return input;
  const text = await stdin();
  return text.trim() === '' ? input : { ...input, [field]: text };
}

/** Fields whose values may begin with @ for another reason: saved filters. */
const LITERAL = new Set(['filter']);

/**
 * Returns the file that an argument `@FILE` names.
 * @throws BacklogError if the caller may not use this file; the hint has a call without a file
 */
async function allowed(
  name: string,
  { input, command }: { input: Given; command: Command },
  { workspace, caller, streams }: Reading,
): Promise<string> {
  const said = `${input[name]}`.slice(1);
  try {
    const named = { said, use: 'read' as const, line: commandLineOf(command, input), from: streams.cwd };
    return allowPath(named, workspace.context(caller)).file;
  } catch (error) {
    if (!(error instanceof BacklogError)) throw error;
    const { code, message, data = {} } = error;
    const piped = commandLineOf(command, { ...input, [name]: '-' });
    const hint = `Give it on standard input: \`backlog ${piped} < ${shellWord(said)}\`. ${error.hint ?? ''}`;
    throw new BacklogError(code, `--${name}: ${message}`, { hint, data });
  }
}

/** Reads a file. @param asText the line that takes the words for a text, such as one to a person: `@bob please look` */
async function readNamed(name: string, path: string, file: string, asText?: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const meant = asText !== undefined && /\s/.test(path) ? ` (did you mean \`${asText}\`?)` : '';
    return refuse('usage', `--${name}: cannot read ${path}${meant}`, {
      hint: 'Write @@ for a text that begins with an at sign.',
      cause: error,
    });
  }
}
