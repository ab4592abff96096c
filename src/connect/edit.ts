import { refuse } from '../domain/errors.ts';
import { type ConfigFormat, type ConfigSpot, isTable, type ServerEntry, UnreadableConfig } from './formats/format.ts';

/** A client's configuration file: its current text and its format. */
export interface Sheet {
  file: string;
  text: string;
  format: ConfigFormat;
}

/**
 * Reads the entry of a server.
 * @throws BacklogError `invalid` with the line number if the file cannot be parsed
 */
export function entryAt(sheet: Sheet, { servers, name }: ConfigSpot): unknown {
  const table = record(meaning(sheet))[servers];
  if (table === undefined) return undefined;
  if (typeof table !== 'object' || table === null || Array.isArray(table))
    return refuse('invalid', `${sheet.file}: ${servers} is not a table of servers`, { hint: BY_HAND });
  return record(table)[name];
}

/**
 * Returns the text with the entry added or replaced.
 * @throws BacklogError if the edit would change the meaning of other content
 */
export function withEntry(sheet: Sheet, spot: ConfigSpot, entry: ServerEntry): string {
  return checked(sheet, spot, { text: sheet.format.put(sheet.text, spot, entry), entry });
}

/** Returns the text without the entry. All other bytes stay unchanged. */
export function withoutEntry(sheet: Sheet, spot: ConfigSpot): string {
  return checked(sheet, spot, { text: sheet.format.take(sheet.text, spot), entry: undefined });
}

/**
 * Checks whether two texts have the same meaning, without regard to Backlog's entry. An empty table of servers counts
 * as missing.
 */
export function sameBesides({ text, format }: Sheet, spot: ConfigSpot, other: string): boolean {
  const besides = (one: string) => {
    const { [spot.servers]: servers, ...rest } = record(format.read(one));
    const { [spot.name]: _, ...others } = record(servers);
    return canonical(Object.keys(others).length > 0 ? { ...rest, [spot.servers]: others } : rest);
  };
  try {
    return besides(text) === besides(other);
  } catch (error) {
    if (error instanceof UnreadableConfig) return false;
    throw error;
  }
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
  spot: ConfigSpot,
  { text, entry }: { text: string; entry: ServerEntry | undefined },
): string {
  const { file, format } = sheet;
  const there = (): unknown => record(record(format.read(text))[spot.servers])[spot.name];
  if (sameBesides(sheet, spot, text) && canonical(there()) === canonical(entry)) return text;
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
