import type { Tool } from '@modelcontextprotocol/server';
import * as z from 'zod';
import { inputSchemaOf } from '../../base/json/input-schema.ts';
import { lazy } from '../../base/lazy.ts';
import { nearest } from '../../base/nearest.ts';
import { isReadOnly, pathFields } from '../../commands/command.ts';
import { COMMANDS, type Command, commandNamed, findCommand, meantCommand } from '../../commands/index.ts';
import { inDoorWords, type Reader, shortLine } from '../../domain/calls/door.ts';
import { idInput } from '../../domain/calls/inputs.ts';
import { BacklogError } from '../../domain/errors.ts';
import { checkWords, fallbackText, isOffered } from './offered.ts';

/**
 * Returns the commands for a value of BACKLOG_TOOLS, which contains toolsets and command names, separated by commas.
 * Warns about unknown words. Without a known word, the default commands.
 * @param also names of commands that are offered in any case
 */
export function pickCommands(
  setting: string | undefined,
  warn: (message: string) => void,
  also: readonly string[] = [],
): readonly Command[] {
  const checked = checkWords(setting, isTool);
  const { words } = checked;
  const problem = fallbackText(checked);
  if (problem !== undefined) warn(problem);
  return COMMANDS.filter((command) => isOffered(words, command) || also.includes(command.name)).map(withoutHidden);
}

/** Checks whether a word is the name of a command. */
export const isTool = (word: string): boolean => COMMANDS.some(({ name }) => name === word);

/**
 * Returns the command without the fields that it hides from MCP. `tools/list` omits these fields, and the parser
 * refuses them as unknown.
 */
function withoutHidden(command: Command): Command {
  const { hide } = command.mcp ?? {};
  if (!hide) return command;
  const left = () => Object.entries(command.input().shape).filter(([name]) => !hide.includes(name));
  return { ...command, input: lazy(() => z.strictObject(Object.fromEntries(left()))) };
}

/**
 * Returns a command as an MCP tool. To save tokens, the tool has a minimal schema, and omits annotations that are the
 * default of the protocol.
 * @param isWhole whether the client may always load the tool's schema
 */
export function toolOf(command: Command, offers?: Reader['offers'], isWhole = true): Tool {
  const word = (text: string) => inDoorWords({ door: 'mcp', offers }, text);
  const shared = sharedFields(command, offers);
  return {
    name: command.name,
    title: command.title,
    description: word(command.summary + unlistedText(command)),
    inputSchema: leanSchema(command, word, shared) as Tool['inputSchema'],
    annotations: {
      ...(isReadOnly(command)
        ? { readOnlyHint: true }
        : {
            destructiveHint:
              command.access.effect === 'destructive' || pathFields(command).some(({ use }) => use === 'over'),
          }),
      ...(command.access.idempotent ? { idempotentHint: true } : {}),
      openWorldHint: false,
    },
    ...(isWhole && ALWAYS.includes(command.name) ? { _meta: { [ALWAYS_LOAD]: true } } : {}),
  };
}

/**
 * The tools of which Claude Code always loads the schemas: those with which a session takes and completes a task. Each
 * costs every session its bytes.
 */
const ALWAYS: readonly string[] = ['task_next', 'task_done'];

/**
 * Key of Claude Code for a tool whose schema is in every request. The client shows its model only the names of other
 * tools until the model searches for them, and models forget to search.
 */
const ALWAYS_LOAD = 'anthropic/alwaysLoad';

type Json = Record<string, unknown>;

/** Returns a sentence with the unlisted fields, such as ` Also takes limit (50), cursor.` */
function unlistedText({ mcp: { unlisted = {} } = {} }: Command): string {
  const named = Object.entries(unlisted).flatMap(([name, about]) =>
    about === false ? [] : [about === '' ? name : `${name} (${about})`],
  );
  return named.length > 0 ? ` Also takes ${named.join(', ')}.` : '';
}

/** Fields that a tool needn't describe again, because another text of the server does. */
interface SharedFields {
  descriptions: Readonly<Record<string, unknown>>;
  unlisted: Readonly<Record<string, unknown>>;
}

function sharedFields({ mcp: { fieldsAsIn } = {} }: Command, offers: Reader['offers']): SharedFields {
  // The server's instructions explain ids.
  const id = idInput().description;
  if (fieldsAsIn === undefined || offers?.(fieldsAsIn) === false) return { descriptions: { id }, unlisted: {} };
  const other = commandNamed(fieldsAsIn);
  const fields = Object.entries(propertiesOf(other));
  return {
    descriptions: { id, ...Object.fromEntries(fields.map(([name, { description }]) => [name, description])) },
    unlisted: other.mcp?.unlisted ?? {},
  };
}

function propertiesOf(command: Command): Record<string, Json> {
  return (schemaOf(command).properties ?? {}) as Record<string, Json>;
}

function schemaOf(command: Command): Json {
  return inputSchemaOf(command.input());
}

function leanSchema(command: Command, word: (text: string) => string, shared: SharedFields): Json {
  const full = schemaOf(command);
  const unlisted = { ...shared.unlisted, ...command.mcp?.unlisted };
  const properties = Object.fromEntries(
    Object.entries((full.properties ?? {}) as Record<string, Json>)
      .filter(([name]) => !Object.hasOwn(unlisted, name))
      .map(([name, { description, ...schema }]) => [
        name,
        lean(description === shared.descriptions[name] ? schema : { ...schema, description }, word),
      ]),
  );
  return { type: 'object', properties, ...(Array.isArray(full.required) ? { required: full.required } : {}) };
}

/** Returns the schema with its description and only the type for models. The parser accepts other types. */
function lean(schema: Json, word: (text: string) => string): Json {
  const description = typeof schema.description === 'string' ? { description: word(schema.description) } : {};
  if (Array.isArray(schema.enum)) return { enum: schema.enum, ...description };
  const variants = (schema.anyOf ?? [schema]) as Json[];
  const has = (type: string) => variants.find((variant) => variant.type === type);
  if (has('boolean')) return { type: 'boolean', ...description };
  const array = has('array');
  if (array && !isOfNames(array.items as Json | undefined))
    return { type: 'array', items: element(array.items as Json | undefined), ...description };
  return { type: has('number') && !has('null') ? 'number' : 'string', ...description };
}

/** Checks whether a list consists of ids or names, which may be numbers. Models write such a list as text: `12,13`. */
function isOfNames(items: Json | undefined): boolean {
  return Array.isArray(items?.type) && items.type.includes('number');
}

/**
 * Returns the schema of a list's elements. It requires all fields of an object; otherwise, a model would omit some of
 * them, and the call would fail.
 */
function element(items: Json | undefined): Json {
  if (items?.type !== 'object') return { type: 'string' };
  const fields = Object.keys((items.properties ?? {}) as Json);
  if (fields.length === 0) return { type: 'object' };
  const properties = Object.fromEntries(fields.map((name) => [name, { type: 'string' }]));
  return { type: 'object', properties, required: fields };
}

/** Returns the error for a tool that this server doesn't offer. For an unknown name, the error suggests another one. */
export function notOffered(name: string, offered: readonly Command[]): BacklogError {
  if (findCommand(name))
    return new BacklogError('usage', `this server does not offer the tool ${name}`, {
      hint: `In a shell: \`backlog ${shortLine(name)}\`. The variable BACKLOG_TOOLS of the server selects its tools.`,
    });
  const names = offered.map((command) => command.name);
  const meant = meantCommand(name) ?? nearest(name, names);
  return new BacklogError('usage', `there is no tool ${name}${meant ? `; did you mean ${meant}?` : ''}`, {
    hint: `Tools: ${names.join(', ')}.`,
  });
}
