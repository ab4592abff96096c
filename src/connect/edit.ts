import { isObject } from '../base/is-object.ts';
import { refuse } from '../domain/errors.ts';
import { type ConfigEntry, type ConfigFormat, type ConfigPath, isTable, UnreadableConfig } from './formats/format.ts';

/** A client's configuration file: its current text and its format. */
export interface Sheet {
  file: string;
  text: string;
  format: ConfigFormat;
}

/**
 * Reads Backlog's entry.
 * @throws BacklogError `invalid` with the line number if the file cannot be parsed
 */
export function entryAt(sheet: Sheet, path: ConfigPath): unknown {
  let value = meaning(sheet);
  for (const key of path) {
    if (value === undefined) return undefined;
    if (!isObject(value))
      return refuse('invalid', `${sheet.file}: ${path[0]} is not a table of servers`, { hint: BY_HAND });
    value = record(value)[key];
  }
  return value;
}

/**
 * Returns the text with the entry added or replaced.
 * @throws BacklogError if the edit would change the meaning of other content
 */
export function withEntry(sheet: Sheet, path: ConfigPath, entry: ConfigEntry): string {
  return checked(sheet, path, { text: sheet.format.put(sheet.text, path, entry), entry });
}

/** Returns the text without the entry. All other bytes stay unchanged. */
export function withoutEntry(sheet: Sheet, path: ConfigPath): string {
  return checked(sheet, path, { text: sheet.format.take(sheet.text, path), entry: undefined });
}

/**
 * Checks whether two texts have the same meaning, without regard to Backlog's entry. An empty table of servers counts
 * as missing.
 */
export function sameBesides({ text, format }: Sheet, path: ConfigPath, other: string): boolean {
  const besides = (one: string) => canonical(withoutPath(format.read(one), path));
  try {
    return besides(text) === besides(other);
  } catch (error) {
    if (error instanceof UnreadableConfig) return false;
    throw error;
  }
}

/** Returns a value without the content at a path, and without tables that are empty then. */
function withoutPath(value: unknown, [key, ...inside]: readonly string[]): Record<string, unknown> {
  const { [key!]: inner, ...others } = record(value);
  const left = inside.length > 0 ? withoutPath(inner, inside) : {};
  return Object.keys(left).length > 0 ? { ...others, [key!]: left } : others;
}

function meaning({ file, text, format }: Sheet): unknown {
  try {
    return format.read(text);
  } catch (error) {
    if (!(error instanceof UnreadableConfig)) throw error;
    return refuse('invalid', `${file}, line ${error.line}: cannot be read: ${error.message}`, {
      hint: 'Fix it there and try again; nothing was changed.',
      data: { file, line: error.line },
      cause: error,
    });
  }
}

const BY_HAND = 'Change it there by hand; nothing was changed.';

function checked(
  sheet: Sheet,
  path: ConfigPath,
  { text, entry }: { text: string; entry: ConfigEntry | undefined },
): string {
  const { file, format } = sheet;
  const there = (): unknown => path.reduce((value: unknown, key) => record(value)[key], format.read(text));
  if (sameBesides(sheet, path, text) && canonical(there()) === canonical(entry)) return text;
  return refuse('conflict', `${file} can't be changed in only one place`, {
    hint: BY_HAND,
    data: { file },
  });
}

/**
 * Returns a text that is equal for values with the same meaning. The order of keys and the parser's types of numbers
 * don't matter.
 */
export function canonical(value: unknown): string | undefined {
  return JSON.stringify(value, (_, one: unknown) => {
    if (typeof one === 'bigint' || typeof one === 'number') return `number ${one}`;
    if (!isTable(one)) return one;
    return Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

function record(value: unknown): Record<string, unknown> {
  return isTable(value) ? value : {};
}
