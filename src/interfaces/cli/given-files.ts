import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from '../../commands/index.ts';
import { refuse } from '../../domain/errors.ts';
import { isFile, isPath } from '../../domain/inputs.ts';
import type { Streams } from './streams.ts';

/** `@FILE` is the content of a file, `-` that of standard input; `@@` begins a text that really starts with an at sign. */
export async function readFiles(
  input: Record<string, string | boolean>,
  command: Command,
  streams: Streams,
): Promise<Record<string, unknown>> {
  const { shape } = command.input();
  const read = async (name: string, value: string | boolean) => {
    if (typeof value !== 'string' || LITERAL.has(name)) return value;
    if (value === '-') return streams.stdin();
    if (isPath(shape[name]!)) return value;
    if (isFile(shape[name]!)) return readNamed(name, value, streams);
    if (value.startsWith('@@')) return value.slice(1);
    return value.startsWith('@') ? readNamed(name, value.slice(1), streams) : value;
  };
  const entries = Object.entries(input).map(async ([name, value]) => [name, await read(name, value)] as const);
  return Object.fromEntries(await Promise.all(entries));
}

/** Fields whose values may begin with @ for another reason: saved filters. */
const LITERAL = new Set(['filter']);

async function readNamed(name: string, path: string, streams: Streams): Promise<string> {
  try {
    return await readFile(resolve(streams.cwd, path), 'utf8');
  } catch (error) {
    return refuse('usage', `--${name}: cannot read ${path}`, {
      hint: 'Write @@ for a text that begins with an at sign.',
      cause: error,
    });
  }
}
