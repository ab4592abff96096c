import type * as z from 'zod';
import { clip } from '../base/clip.ts';
import { valueAt } from '../base/json/value-at.ts';
import { nearest } from '../base/nearest.ts';
import { present } from '../base/present.ts';
import { shellWord } from '../base/shell-word.ts';
import { unstorable } from '../base/unsafe-characters.ts';
import { typedCall } from '../domain/calls/call.ts';
import { meantField, SHAPES, withPlurals } from '../domain/calls/field-synonyms.ts';
import { pathIn, pathMeta } from '../domain/calls/inputs.ts';
import { BacklogError } from '../domain/errors.ts';
import { allowPath } from '../work/paths/allow-path.ts';
import type { Context } from '../work/workspace/context.ts';
import { type Command, pathFields } from './command.ts';

/**
 * Checks arguments by the command's schema. All interfaces use this function.
 * @throws BacklogError `usage` with every wrong field, the expected value and the most similar known name
 */
export function parseInput(command: Pick<Command, 'name' | 'input'>, raw: unknown): Record<string, unknown> {
  refuseUnstorable(raw);
  const schema = command.input();
  return parseWith(command.name, schema, withPlurals(raw, Object.keys(schema.shape)));
}

/**
 * Refuses the dots that hints have in the place of a text: a line that somebody pastes gives no reason. {@link parseInput}
 * accepts them, because it also checks the lines that hints offer.
 */
export function refuseDots(raw: unknown): void {
  const [field] = Object.entries(raw ?? {}).find(([, value]) => value === '…') ?? [];
  if (field === undefined) return;
  throw new BacklogError('usage', `${field}: expected a text, received "…"`, {
    hint: 'Write your own text in its place.',
    data: { field, received: '…' },
  });
}

/** Refuses characters that a text file can't contain, at any depth of the input: exports couldn't, either. */
function refuseUnstorable(raw: unknown): void {
  const waiting: [path: string, value: unknown][] = [['', raw]];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const [path, value] = next;
    const found = typeof value === 'string' ? unstorable(value) : undefined;
    if (found !== undefined) {
      const what = found === 'U+0000' ? 'NUL' : 'half of a surrogate pair';
      throw new BacklogError('usage', `${path}: expected text, received ${found} (${what})`, {
        hint: 'Leave out this character, or write U+FFFD in its place. An attachment keeps all bytes.',
        data: { field: path, received: found },
      });
    }
    if (typeof value === 'object' && value !== null)
      for (const [key, inner] of Object.entries(value)) waiting.push([path ? `${path}.${key}` : key, inner]);
  }
}

/** Maximum number of wrong fields, and of unknown names, in an error. */
const MOST = { issues: 20, unknown: 10 } as const;

/** Checks values that don't come from a call, by a command's schema. */
export function parseWith<Schema extends z.ZodObject>(name: string, schema: Schema, raw: unknown): z.infer<Schema> {
  const result = schema.safeParse(raw ?? {});
  if (result.success) return result.data;
  const fields = Object.keys(schema.shape);
  const { issues } = result.error;
  const problems = issues.slice(0, MOST.issues).flatMap((issue) => describe(issue, schema, raw));
  const left = issues.length - MOST.issues;
  if (left > 0) problems.push({ field: '', message: `and ${left} more` });
  const shapes = [...new Set(issues.map(({ path }) => String(path[0])))]
    .filter((field) => Object.hasOwn(SHAPES, field))
    .map((field) => `Write it as \`${field}: ${SHAPES[field]}\`.`);
  const calls = [...new Set(problems.flatMap(({ instead }) => instead ?? [])), ...shapes];
  throw new BacklogError('usage', problems.map((p) => p.message).join('; '), {
    hint: [...calls, `${name} takes: ${fields.join(', ')}.`].join(' '),
    data: { command: name, problems },
  });
}

interface Problem {
  field: string;
  message: string;
  expected?: string;
  nearest?: string;
  /** Set if the call lacks the field. */
  missing?: true;
  /** The valid values, if only certain words are valid. */
  values?: readonly string[];
  /** The call that the error suggests instead. */
  instead?: string;
}

function describe(issue: z.core.$ZodIssue, schema: z.ZodObject, raw: unknown): Problem[] {
  const field = issue.path.map(String).join('.');
  if (issue.code === 'unrecognized_keys') {
    const fields = fieldsAt(schema, issue.path) ?? [];
    const more = issue.keys.length - MOST.unknown;
    const told = issue.keys.slice(0, MOST.unknown).map((key): Problem => {
      const value = (valueAt(raw, issue.path) as Record<string, unknown> | undefined)?.[key];
      const inside = field !== '';
      const meant = inside ? undefined : meantField(key, value, fields);
      const close = meant?.name ?? nearest(key, fields);
      const named = inside ? `${field}.${key}` : key;
      return {
        field: named,
        message: `unknown field "${named}"${close ? ` (did you mean "${close}"?)` : ''}`,
        ...(close ? { nearest: close } : {}),
        ...(inside && fields.length > 0 ? { instead: `${field} takes: ${fields.join(', ')}.` } : {}),
        ...(meant
          ? {
              instead: `Use ${meant.name} instead: {"${meant.name}": ${clip(JSON.stringify(meant.value) ?? '…', 80)}, …}.`,
            }
          : {}),
      };
    });
    return more > 0 ? [...told, { field, message: `and ${more} more unknown fields` }] : told;
  }
  if (issue.path.length > 0 && valueAt(raw, issue.path) === undefined)
    return [
      {
        ...{ field, message: `${field} is required`, missing: true },
        ...('expected' in issue ? { expected: String(issue.expected) } : {}),
      },
    ];
  if (issue.code === 'invalid_union') {
    const inner = issue.errors.flat().filter((e) => e.code !== 'invalid_type');
    const expected = issue.message === ANY_UNION ? `expected ${unionTypes(issue)}` : issue.message;
    const told =
      (issue.message === ANY_UNION && inner[0]?.message) || `${expected}, received ${received(raw, issue.path)}`;
    return [{ field, message: `${field}: ${told}` }];
  }
  const message = issue.message.replace(/^Invalid (input|option): /, '');
  const values = issue.code === 'invalid_value' ? { values: issue.values.map(String) } : {};
  return [{ field, message: field ? `${field}: ${message}` : message, ...values }];
}

/** The parts of a schema that lead to the schemas inside of it. */
interface Inside {
  innerType?: z.core.$ZodType;
  out?: z.core.$ZodType;
  element?: z.core.$ZodType;
  shape?: Readonly<Record<string, z.core.$ZodType>>;
}

/** Returns the names of the fields at a path of an input. Undefined if a value there can have several shapes. */
function fieldsAt(schema: z.core.$ZodType, path: readonly PropertyKey[]): string[] | undefined {
  const [first, ...rest] = path;
  const { innerType, out, element, shape } = schema._zod.def as Inside;
  const wrapped = innerType ?? out;
  if (wrapped) return fieldsAt(wrapped, path);
  if (first === undefined) return shape && Object.keys(shape);
  const next = element ?? shape?.[String(first)];
  return next && fieldsAt(next, rest);
}

/** The message of Zod for a union that has no message itself. */
const ANY_UNION = 'Invalid input';

function unionTypes(issue: z.core.$ZodIssueInvalidUnion): string {
  const types = issue.errors.flat().map((e) => (e.code === 'invalid_type' ? e.expected : e.code));
  return [...new Set(types)].join(' or ');
}

function received(raw: unknown, path: readonly PropertyKey[]): string {
  const value = valueAt(raw, path);
  return value === undefined ? 'nothing' : `${JSON.stringify(value)}`.slice(0, 80);
}

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
