import * as z from 'zod';
import { lazy } from './lazy.ts';

/**
 * The vocabulary of command arguments. Clients send numbers as strings and lists as strings, in every combination,
 * so each of these takes all the spellings and hands on one.
 */

/** `12`, `"12"`, a UUID, or a unique UUID prefix of 8 characters or more; handed on as text. */
export const idInput = lazy(() => z.union([z.string(), z.int()]).transform((value) => String(value).trim()));

/** One id, `"1,2"`, or `[1, "2"]`; handed on as a list of texts. */
export const idsInput = lazy(() =>
  z.union([z.string(), z.int(), z.array(z.union([z.string(), z.int()]))]).transform((value) => splitList(value)),
);

/** `"a,b"`, `["a","b"]` or the same array as JSON text; handed on as a list. null and "" clear. */
export const listInput = lazy(() =>
  z
    .union([z.string(), z.number(), z.array(z.union([z.string(), z.number()])), z.null()])
    .transform((value) => (value === null ? [] : splitList(value))),
);

/** One text per line, or an array of texts: for criteria, which hold commas. */
export const linesInput = lazy(() =>
  z.union([z.string(), z.array(z.string()), z.null()]).transform((value) => {
    const parsed = parseJsonText(value);
    const lines = Array.isArray(parsed) ? parsed.map(String) : String(parsed ?? '').split('\n');
    return lines.map((line) => line.trim()).filter((line) => line !== '');
  }),
);

/** Globs as an array or as text with commas or blanks between them (a comma within braces belongs to its glob). */
export const globsInput = lazy(() =>
  z.union([z.string(), z.array(z.string()), z.null()]).transform((value) => {
    const parsed = parseJsonText(value);
    if (Array.isArray(parsed)) return parsed.map(String);
    return String(parsed ?? '').match(/(?:\{[^}]*\}|[^\s,])+/g) ?? [];
  }),
);

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

/** A number or its text, or null to clear. */
export const numberInput = lazy(() =>
  z.union([
    z.number(),
    z.null(),
    z
      .string()
      .regex(/^\s*-?\d+(\.\d+)?\s*$/, 'expected a number')
      .transform(Number),
  ]),
);

/** A list of objects, or the same as JSON text. */
export function objectsInput<Shape extends z.ZodType>(element: Shape) {
  return z.preprocess(parseJsonText, z.array(element));
}

/** Text that holds a JSON array or object becomes the value; anything else stays for the schema to refuse. */
export function parseJsonText(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

function splitList(value: string | number | readonly (string | number)[]): string[] {
  const parsed = typeof value === 'string' ? parseJsonText(value) : value;
  const items = Array.isArray(parsed) ? parsed.map(String) : String(parsed).split(/[,\s]+/);
  return items.map((item) => item.trim()).filter((item) => item !== '');
}

/** The content of a file; on a command line, its path. */
export const fileInput = (what: string) => z.string().meta({ description: what, file: true });

/** Must a command line read this field from a file? */
export function isFile(schema: z.core.$ZodType): boolean {
  return z.globalRegistry.get(schema)?.file === true;
}
