import * as z from 'zod';
import { jsonProblem, parseJsonText } from '../../base/json/json-text.ts';
import { spelledList } from '../../base/json/spelled-list.ts';
import { lazy } from '../../base/lazy.ts';
import { TASK_LIMITS } from '../fields/words.ts';

const NOTE_MAX = TASK_LIMITS.annotation;

/**
 * Schemas of command arguments. Clients send numbers and lists as strings in many forms, so each schema accepts every
 * form and returns one type.
 */

/** Accepts `12`, `"12"`, a uuid, or a unique uuid prefix of at least 8 characters. @returns text */
export const idInput = lazy(() =>
  z
    .union([z.string(), z.int()])
    .transform((value) => String(value).trim())
    .describe('Id or UUID'),
);

/** Accepts the id of a run, `r7`, or of its task, `7`. @returns text */
export const runInput = lazy(() => idInput().describe('Run r7 or task 7'));

/** Accepts one id, `"1,2"`, `"7-9"`, or `[1, "2"]`. @returns a list of texts */
export const idsInput = lazy(() =>
  spelledList(name(), splitList).transform((ids, context) => ids.flatMap((id) => expandRange(id, context))),
);

/** Accepts `"a,b"`, `["a","b"]` or the array as JSON text. null and "" clear the field. @returns a list of texts */
export const listInput = lazy(() => spelledList(name(), splitList));

/** Accepts one criterion per line, or an array of texts or `{id?, text, by?}`. `TEXT --by COMMAND` names its command. */
export const criteriaInput = lazy(() =>
  spelledList(
    z.union([z.string(), z.strictObject({ id: z.string().optional(), text: z.string(), by: z.string().optional() })]),
    splitLines,
  ),
);

/** Accepts texts with blanks and commas: one per line, or an array. */
export const linesInput = lazy(() => spelledList(z.string(), splitLines));

/**
 * Accepts a program and its arguments as an array or as lines of text. Refuses a single line with blanks: no shell
 * splits it, so the system would use it as the program's name.
 */
export const argvInput = lazy(() =>
  z.preprocess(readJsonArray, spelledList(z.string(), splitLines).transform(asWords)),
);

/** Parses text that begins like JSON. So malformed JSON gives an error and does not become a program name. */
function readJsonArray(value: unknown, context: z.RefinementCtx): unknown {
  return typeof value === 'string' && value.trimStart().startsWith('[') ? jsonInput(value, context) : value;
}

function asWords(words: string[], context: z.RefinementCtx): string[] {
  if (words.length !== 1 || !/\s/.test(words[0]!)) return words;
  const example = JSON.stringify(words[0]!.split(/\s+/));
  context.addIssue({ code: 'custom', message: `expected a list of words, such as ${example}` });
  return z.NEVER;
}

/** Accepts globs as an array (texts, or `{repo?, glob}`) or as text with commas or blanks between them. */
export const scopeInput = lazy(() =>
  spelledList(z.union([z.string(), z.strictObject({ repo: z.string().optional(), glob: z.string() })]), splitGlobs),
);

/** Accepts paths or globs as an array of texts, or as text with commas or blanks between them. */
export const globsInput = lazy(() => spelledList(z.string(), splitGlobs));

/** Accepts text. null and "" clear the field. @returns text or null */
export const clearableInput = lazy(() =>
  z.union([z.string(), z.number(), z.null()]).transform((value) => {
    const text = value === null ? '' : String(value).trim();
    return text === '' ? null : text;
  }),
);

/** Accepts true, false, and words that mean true or false. */
export const flagInput = lazy(() =>
  z
    .union([z.boolean(), z.enum(['true', 'false', 'yes', 'no', '1', '0'])])
    .transform((value) => value === true || value === 'true' || value === 'yes' || value === '1'),
);

/** A text that a call may lack. */
export const textField = (means: string) => z.string().describe(means).optional();

/** A flag that a call may lack. */
export const switchField = (means: string) => flagInput().describe(means).optional();

/** The flag of commands that continue a run. */
export const restoreInput = lazy(() =>
  flagInput().describe(
    "Keep changes in the worktree that aren't in the result under a rescue ref, and continue without them",
  ),
);

/** Accepts a whole number from 0, or its digits as text. */
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

/** Accepts a note with any number of lines. A longer text belongs in a document. */
export const noteInput = lazy(() =>
  z
    .string()
    .trim()
    .min(1, 'a note must not be empty')
    .max(NOTE_MAX, `a note is at most ${NOTE_MAX} characters (use a document for longer text)`),
);

/** Accepts a number, or a number as text. null and "" clear the field. */
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

/** Accepts a list of objects, or the list as JSON text. */
export function objectsInput<Shape extends z.ZodType>(element: Shape) {
  return z.preprocess(jsonInput, z.array(element));
}

/** Parses JSON like {@link parseJsonText}, but reports errors with their position. For fields that accept only JSON. */
export function jsonInput(value: unknown, context: z.RefinementCtx): unknown {
  const parsed = parseJsonText(value);
  if (typeof parsed !== 'string') return parsed;
  const problem = jsonProblem(parsed);
  if (problem === undefined) return parsed;
  context.addIssue({ code: 'custom', message: `expected JSON: ${problem}` });
  return z.NEVER;
}

/** Accepts text or a number. @returns trimmed text */
function name() {
  return z.union([z.string(), z.number()]).transform((value) => String(value).trim());
}

/** Maximum number of ids in a range, so that a mistyped range does not select the whole queue. */
const RANGE = 1_000;

/** Expands `7-9` to 7, 8 and 9, as in filters. No uuid looks like a range: it starts with eight characters. */
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

/** Splits text into globs. A comma inside braces belongs to its glob. */
export function splitGlobs(text: string): string[] {
  return text.match(/(?:\{[^}]*\}|[^\s,])+/g) ?? [];
}

function parts(texts: readonly string[]): string[] {
  return texts.map((item) => item.trim()).filter((item) => item !== '');
}

/** The schemas of {@link dateInput}. The mark is outside of them, so that no JSON schema contains it. */
const DATES = new WeakSet<z.core.$ZodType>();

/** Accepts a date as people write it, such as `friday`. The command resolves it in the caller's time zone. */
export function dateInput(what: string) {
  const schema = z.string().describe(what);
  DATES.add(schema);
  return schema;
}

/** Checks whether the value is a date. On the command line, its time of day may be a word of its own. */
export function isDateInput(schema: z.core.$ZodType): boolean {
  return DATES.has(schema instanceof z.ZodOptional ? schema.unwrap() : schema);
}

/** Accepts the content of a file. On the command line, the caller gives the file's path instead. */
export const fileInput = (what: string) => z.string().meta({ description: what, file: true });

/** Checks whether the command line must read this field from a file. */
export function isFile(schema: z.core.$ZodType): boolean {
  return z.globalRegistry.get(schema)?.file === true;
}

/** Use of a path by a command: `read` reads the file, `new` creates one, `over` may also overwrite one. */
export type PathUse = 'read' | 'new' | 'over';

interface PathMeta {
  description: string;
  path: PathUse;
  /** True if the value may also be the content itself: JSON, or text of several lines. */
  orText?: true;
}

/**
 * Accepts a file or a folder. On the command line, `-` means standard input. The interface checks the caller's right to
 * the path before the command runs. The command must resolve the path with `fileNamed`.
 */
export const pathInput = (what: string, use: PathUse, also: Pick<PathMeta, 'orText'> = {}) =>
  z.string().meta({ description: what, path: use, ...also } satisfies PathMeta);

/**
 * Returns the use of the path in a field; undefined if the field has no path. The command line passes paths unchanged,
 * except `-`.
 */
export function pathUse(schema: z.core.$ZodType): PathUse | undefined {
  return pathMeta(schema)?.path;
}

/** Returns the path in a field's value; undefined if the value is the content itself. */
export function pathIn(schema: z.core.$ZodType, value: string): string | undefined {
  if (!pathMeta(schema)?.orText) return value;
  return /^\s*[[{]|\n/.test(value) ? undefined : value.replace(/^@/, '');
}

/** Returns what a field's schema says about the path in it. */
export function pathMeta(schema: z.core.$ZodType) {
  const inner = schema instanceof z.ZodOptional ? schema.unwrap() : schema;
  return z.globalRegistry.get(inner) as Partial<PathMeta> | undefined;
}
