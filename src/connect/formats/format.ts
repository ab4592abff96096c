/** Where our entry stands in a file: the key of all servers, and the name of ours. */
export interface ConfigSpot {
  servers: string;
  name: string;
}

export type ServerEntry = Readonly<Record<string, unknown>>;

/** A way to write configuration that can be changed in one place while every other byte stays. */
export interface ConfigFormat {
  /** What a text means. @throws Unreadable */
  read(text: string): unknown;
  /** The text with the entry at its spot, instead of one that is there. */
  put(text: string, spot: ConfigSpot, entry: ServerEntry): string;
  /** The text without what is at the spot. */
  take(text: string, spot: ConfigSpot): string;
}

/** A text that does not follow the rules of its format. */
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

/** How the lines of a text end. */
export function lineEnd(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}
