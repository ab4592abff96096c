import { refuse } from '../domain/errors.ts';
import { type ConfigFormat, type ConfigSpot, type ServerEntry, UnreadableConfig } from './formats/format.ts';

/** A file of a client as it is, with its format. */
export interface Sheet {
  file: string;
  text: string;
  format: ConfigFormat;
}

/** What stands at the spot. @throws BacklogError `invalid` naming the line of a file that cannot be read */
export function entryAt(sheet: Sheet, { servers, name }: ConfigSpot): unknown {
  const table = record(meaning(sheet))[servers];
  if (table === undefined) return undefined;
  if (typeof table !== 'object' || table === null || Array.isArray(table))
    return refuse('invalid', `${sheet.file}: ${servers} is not a table of servers`, { hint: BY_HAND });
  return record(table)[name];
}

/** The text with the entry. That nothing else means anything else is looked at afterwards, not hoped. */
export function withEntry(sheet: Sheet, spot: ConfigSpot, entry: ServerEntry): string {
  return checked(sheet, spot, { text: sheet.format.put(sheet.text, spot, entry), entry });
}

/** The text without the entry: everything else keeps its bytes. */
export function withoutEntry(sheet: Sheet, spot: ConfigSpot): string {
  return checked(sheet, spot, { text: sheet.format.take(sheet.text, spot), entry: undefined });
}

/** Does another text say the same but for our entry? Tables of servers without any count as none. */
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
      hint: 'Mend it there and try again; nothing was changed.',
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
  return refuse('conflict', `${file} is written in a way that cannot be changed in one place alone`, {
    hint: BY_HAND,
    data: { file },
  });
}

/** One text for all that means the same, whatever its order and the classes of a parser. */
export function canonical(value: unknown): string | undefined {
  return JSON.stringify(value, (_, one: unknown) => {
    if (typeof one === 'bigint' || typeof one === 'number') return `number ${one}`;
    if (!isTable(one)) return one;
    return Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

function record(value: unknown): Record<string, unknown> {
  return isTable(value) ? value : {};
}
