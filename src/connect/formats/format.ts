import { isObject } from '../../base/is-object.ts';

/**
 * The keys that lead to Backlog's entry in a configuration file: the key of the table of servers and the server's name,
 * or one key at the top.
 */
export type ConfigPath = readonly [string, ...string[]];

/** The value of Backlog's entry. */
export type ConfigEntry = Readonly<Record<string, unknown>>;

/** A configuration format. Its functions change one entry and keep every other byte. */
export interface ConfigFormat {
  /** Parses a text. @throws UnreadableConfig */
  read(text: string): unknown;
  /** Returns the text with the entry at its place. Replaces an existing entry. */
  put(text: string, path: ConfigPath, entry: ConfigEntry): string;
  /** Returns the text without the entry. */
  take(text: string, path: ConfigPath): string;
  /**
   * Returns the line of the first comment or superfluous comma. Only lenient clients accept these.
   * @returns undefined without one
   */
  lenientLine?(text: string): number | undefined;
}

/** A syntax error in a configuration file. */
export class UnreadableConfig extends Error {
  readonly line: number;

  constructor(message: string, line: number) {
    super(message);
    this.name = 'Unreadable';
    this.line = line;
  }
}

export function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

/** Returns the line ending that a text uses. */
export function lineEnd(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}

/** Checks whether a value is a table of keys. Arrays and TOML's dates aren't. */
export function isTable(value: unknown): value is Record<string, unknown> {
  return isObject(value) && !(value instanceof Date);
}
