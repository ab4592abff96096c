/** What a command line reads and writes, and what it knows of its surroundings. */
export interface Streams {
  out(text: string): void;
  err(text: string): void;
  /** Bytes, or a text, as they are, for a file or a pipe. */
  bytes(bytes: Uint8Array | string): void;
  stdin(): Promise<string>;
  isTerminal: boolean;
  /** Is standard output one on which lines can be written over? */
  rewrites: boolean;
  /** Columns and lines of that terminal as it is now; unknown ones are 0 or missing. */
  size(): { columns?: number | undefined; rows?: number | undefined };
  /** Puts a question to the person and resolves to the line typed; nobody is there to be asked without it. */
  ask?: ((question: string) => Promise<string>) | undefined;
  /** Opens a file in the person's editor; resolves to its exit code. Missing where there is no terminal. */
  edit?: ((file: string) => Promise<number | null>) | undefined;
  /** Writes to standard error at once, for lines that are drawn over; absent where it is no terminal. */
  put?: ((text: string) => void) | undefined;
  /** Ends with Ctrl+C. */
  interrupted: AbortSignal;
  env: Readonly<Record<string, string | undefined>>;
  cwd: string;
}
