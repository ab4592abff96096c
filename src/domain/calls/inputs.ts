import * as z from 'zod';
import { jsonProblem, parseJsonText } from '../../base/json/json-text.ts';
import { spelledList } from '../../base/json/spelled-list.ts';
import { lazy } from '../../base/lazy.ts';
import { TASK_LIMITS } from '../fields/words.ts';

const NOTE_MAX = TASK_LIMITS.annotation;

/**
 * The vocabulary of command arguments. Clients send numbers as strings and lists as strings, in every combination,
 * so each of these takes all the spellings and hands on one.
 */

/** `12`, `"12"`, a UUID, or a unique UUID prefix of 8 characters or more; handed on as text. */
export const idInput = lazy(() =>
  z
    .union([z.string(), z.int()])
    .transform((value) => String(value).trim())
    .describe('Id or uuid'),
);

/** `r7` or `7`; handed on as text. */
export const runInput = lazy(() => idInput().describe('Its id: r7'));

/** One id, `"1,2"`, `"7-9"`, or `[1, "2"]`; handed on as a list of texts. */
export const idsInput = lazy(() =>
  spelledList(name(), splitList).transform((ids, context) => ids.flatMap((id) => expandRange(id, context))),
);

/** `"a,b"`, `["a","b"]` or the same array as JSON text; handed on as a list of texts. null and "" clear. */
export const listInput = lazy(() => spelledList(name(), splitList));

/** One criterion per line, or an array of criteria: texts, or `{id?, text}`. */
export const criteriaInput = lazy(() =>
  spelledList(z.union([z.string(), z.strictObject({ id: z.string().optional(), text: z.string() })]), splitLines),
);

/** Texts that may hold blanks and commas: one per line, or an array. */
export const linesInput = lazy(() => spelledList(z.string(), splitLines));

/**
 * A program and its arguments, as an array; in a plain text each line is one. One line with blanks is refused: it would be one word to
 * the system, and no shell takes it apart.
 */
export const argvInput = lazy(() =>
  z.preprocess(readJsonArray, spelledList(z.string(), splitLines).transform(asWords)),
);

/** What begins as JSON is JSON: a slip in it does not make it the name of a program. */
function readJsonArray(value: unknown, context: z.RefinementCtx): unknown {
  return typeof value === 'string' && value.trimStart().startsWith('[') ? jsonInput(value, context) : value;
}

function asWords(words: string[], context: z.RefinementCtx): string[] {
  if (words.length !== 1 || !/\s/.test(words[0]!)) return words;
  const example = JSON.stringify(words[0]!.split(/\s+/));
  context.addIssue({ code: 'custom', message: `expected a list of words, such as ${example}` });
  return z.NEVER;
}

/** Globs as an array (texts, or `{repo?, glob}`) or as text with commas or blanks between them. */
export const scopeInput = lazy(() =>
  spelledList(z.union([z.string(), z.strictObject({ repo: z.string().optional(), glob: z.string() })]), splitGlobs),
);

/** Paths or globs as an array of texts, or as text with commas or blanks between them. */
export const globsInput = lazy(() => spelledList(z.string(), splitGlobs));

/** Text, where null and "" mean: clear the field; handed on as text or null. */
export const clearableInput = lazy(() =>
  z.union([z.string(), z.number(), z.null()]).transform((value) => {
    const text = value === null ? '' : String(value).trim();
    return text === '' ? null : text;
  }),
);

/** true, false, or the words for them. */
export const flagInput = lazy(() =>
  z
    .union([z.boolean(), z.enum(['true', 'false', 'yes', 'no', '1', '0'])])
    .transform((value) => value === true || value === 'true' || value === 'yes' || value === '1'),
);

/** A number, or its digits as text. */
export const countInput = lazy(() =>
  z
    .union([
      z.number(),
      z
        .string()
        .regex(/^\s*\d+\s*$/, 'expected a whole number')
        .transform(Number),
    ])
    .pipe(z.int().min(0)),
);

/** A note on a task, of any number of lines; long texts belong into a document. */
export const noteInput = lazy(() =>
  z
    .string()
    .trim()
    .min(1, 'a note is not empty')
    .max(NOTE_MAX, `a note is at most ${NOTE_MAX} characters (longer text goes into a document)`),
);

/** A number or its text; null and "" clear. */
export const numberInput = lazy(() =>
  z.union([
    z.number(),
    z.null(),
    z
      .string()
      .trim()
      .regex(/^(-?\d+(\.\d+)?)?$/, 'expected a number')
      .transform((text) => (text === '' ? null : Number(text))),
  ]),
);

/** A list of objects, or the same as JSON text. */
export function objectsInput<Shape extends z.ZodType>(element: Shape) {
  return z.preprocess(jsonInput, z.array(element));
}

/** As {@link parseJsonText}, for fields that nothing but JSON fits: says what is wrong with it, and where. */
export function jsonInput(value: unknown, context: z.RefinementCtx): unknown {
  const parsed = parseJsonText(value);
  if (typeof parsed !== 'string') return parsed;
  const problem = jsonProblem(parsed);
  if (problem === undefined) return parsed;
  context.addIssue({ code: 'custom', message: `expected JSON: ${problem}` });
  return z.NEVER;
}

/** A text or a number; handed on as trimmed text. */
function name() {
  return z.union([z.string(), z.number()]).transform((value) => String(value).trim());
}

/** Ids of one range at most: a mistyped one shall not name the whole queue. */
const RANGE = 1_000;

/** `7-9` is 7, 8 and 9, as in filters. UUIDs begin with eight characters and so are no ranges. */
function expandRange(id: string, context: z.RefinementCtx): string[] {
  const [, first, last] = /^#?(\d{1,7})-(\d{1,7})$/.exec(id) ?? [];
  if (first === undefined || last === undefined) return [id];
  const count = Number(last) - Number(first) + 1;
  if (count >= 1 && count <= RANGE) return Array.from({ length: count }, (_, i) => String(Number(first) + i));
  context.addIssue({
    code: 'custom',
    message: `expected a range of 1 to ${RANGE} ids, from low to high, received ${id}`,
  });
  return z.NEVER;
}

function splitList(text: string): string[] {
  return parts(text.split(/[,\s]+/));
}

function splitLines(text: string): string[] {
  return parts(text.split('\n'));
}

/** A comma within braces belongs to its glob. */
function splitGlobs(text: string): string[] {
  return text.match(/(?:\{[^}]*\}|[^\s,])+/g) ?? [];
}

function parts(texts: readonly string[]): string[] {
  return texts.map((item) => item.trim()).filter((item) => item !== '');
}

/** The content of a file; on a command line, its path. */
export const fileInput = (what: string) => z.string().meta({ description: what, file: true });

/** Must a command line read this field from a file? */
export function isFile(schema: z.core.$ZodType): boolean {
  return z.globalRegistry.get(schema)?.file === true;
}

/** What a command does with the file or folder at a path: reads it, makes a new one, or also writes over one that is there. */
export type PathUse = 'read' | 'new' | 'over';

interface PathMeta {
  description: string;
  path: PathUse;
  /** It may be the content itself, too: JSON, or a text of several lines. */
  orText?: true;
}

/**
 * A file or a folder; on a command line `-` stands for the text of standard input. The door asks whether the caller may name it before
 * the command runs, and the command finds it by `fileNamed` alone.
 */
export const pathInput = (what: string, use: PathUse, also: Pick<PathMeta, 'orText'> = {}) =>
  z.string().meta({ description: what, path: use, ...also } satisfies PathMeta);

/** What is done with the path in this field; undefined for a field that takes none. A command line hands it on as it is, but for `-`. */
export function pathUse(schema: z.core.$ZodType): PathUse | undefined {
  return pathMeta(schema)?.path;
}

/** The path that such a field names by this value; undefined for a content. */
export function pathIn(schema: z.core.$ZodType, value: string): string | undefined {
  if (!pathMeta(schema)?.orText) return value;
  return /^\s*[[{]|\n/.test(value) ? undefined : value.replace(/^@/, '');
}

function pathMeta(schema: z.core.$ZodType) {
  const inner = schema instanceof z.ZodOptional ? schema.unwrap() : schema;
  return z.globalRegistry.get(inner) as Partial<PathMeta> | undefined;
}
