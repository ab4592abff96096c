import * as z from 'zod';
import type { Command } from '../../commands/index.ts';
import { refuse } from '../../domain/errors.ts';
import { nearest } from '../../domain/nearest.ts';

/** What every verb understands beside its own fields. */
export const GLOBAL_FLAGS = {
  json: 'Print the result, or the error, as JSON',
  help: 'Show this help',
  as: 'Sign as kind:name (human:ada); for people at a terminal, system:NAME for scripts too',
  cwd: 'Act in the workspace of this folder',
} as const;

export interface ParsedArgs {
  input: Record<string, string | boolean>;
  flags: { json: boolean; help: boolean; as?: string; cwd?: string };
}

/**
 * Reads the words after the verb. Only `--name` is a flag: `-BLOCKED` and `+READY` are words of filters.
 * Words without a flag fill the command's positional fields in order; the last one takes all that remain.
 * @throws BacklogError `usage` with the nearest known flag
 */
export function parseArgs(command: Command, words: readonly string[]): ParsedArgs {
  const shape = command.input().shape;
  const parsed: ParsedArgs = { input: {}, flags: { json: false, help: false } };
  const rest: string[] = [];
  const queue = [...words];
  for (let word = queue.shift(); word !== undefined; word = queue.shift()) {
    if (word === '--') rest.push(...queue.splice(0));
    else if (word === '-h') parsed.flags.help = true;
    else if (word.startsWith('--')) readFlag(parsed, word, queue, command, shape);
    else rest.push(word);
  }
  placePositionals(parsed, rest, command, shape);
  return parsed;
}

function readFlag(parsed: ParsedArgs, word: string, queue: string[], command: Command, shape: z.ZodRawShape): void {
  const [, written, inline] = /^--([^=]+)(?:=(.*))?$/s.exec(word) ?? [];
  const name = (written ?? '').replaceAll('-', '_');
  const take = () => inline ?? queue.shift() ?? refuse('usage', `--${written} needs a value`);
  if (name === 'json' || name === 'help') parsed.flags[name] = true;
  else if (name === 'as' || name === 'cwd') parsed.flags[name] = take();
  else if (!(name in shape)) unknownFlag(written ?? '', command, shape);
  else parsed.input[name] = isFlag(shape[name]!) ? (inline ?? true) : take();
}

function unknownFlag(written: string, command: Command, shape: z.ZodRawShape): never {
  const known = [...Object.keys(shape), ...Object.keys(GLOBAL_FLAGS)];
  const close = nearest(written, known);
  return refuse('usage', `unknown flag --${written}${close ? ` (did you mean --${close}?)` : ''}`, {
    hint: `\`${lineOf(command)} --help\` lists the flags.`,
    data: { received: `--${written}`, nearest: close },
  });
}

function placePositionals(parsed: ParsedArgs, rest: readonly string[], command: Command, shape: z.ZodRawShape): void {
  const free = (command.positional ?? []).filter((field) => !(field in parsed.input));
  if (rest.length > 0 && free.length === 0) {
    refuse('usage', `unexpected "${rest.join(' ')}"`, {
      hint: `\`${lineOf(command)} --help\` shows how it is called.`,
    });
  }
  free.forEach((field, i) => {
    const words = i === free.length - 1 ? rest.slice(i) : rest.slice(i, i + 1);
    if (words.length > 0)
      parsed.input[field] = takesList(shape[field]!) ? JSON.stringify(words.flatMap(splitIds)) : words.join(' ');
  });
}

function splitIds(word: string): string[] {
  return word.startsWith('[') || word.includes('{') ? [word] : word.split(',').filter(Boolean);
}

/** Does the field take true and false, so that naming it is enough? */
export function isFlag(schema: z.core.$ZodType): boolean {
  return typesOf(schema).includes('boolean');
}

function takesList(schema: z.core.$ZodType): boolean {
  return typesOf(schema).includes('array') && typesOf(schema).includes('string');
}

function typesOf(schema: z.core.$ZodType): unknown[] {
  const json = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return [json, ...(json.anyOf ?? [])].map((variant) => (typeof variant === 'object' ? variant.type : undefined));
}

/** `backlog task doc write` */
export function lineOf(command: Command): string {
  return `backlog ${command.name.replaceAll('_', ' ')}`;
}
