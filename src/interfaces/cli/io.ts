import type { FullScreen, FullScreenListeners } from './board/full-screen.ts';

/** Input, output, environment and terminal of a command line. */
export interface Streams {
  out(text: string): void;
  err(text: string): void;
  /** Writes bytes or text unchanged, for a file or a pipe. */
  bytes(bytes: Uint8Array | string): void;
  stdin(): Promise<string>;
  /** Checks whether standard input is a pipe of a shell or a file, which ends. */
  isPiped?: (() => boolean) | undefined;
  isTerminal: boolean;
  /** Whether lines of standard output can be replaced after they were written. */
  rewrites: boolean;
  /** Whether an answer that announces an effect is followed by this effect, for example an approval by its merge. */
  follows?: boolean;
  /** Returns the terminal's current number of columns and lines. Unknown values are 0 or missing. */
  size(): { columns?: number | undefined; rows?: number | undefined };
  /** Asks the person a question. Missing if nobody can answer. @returns the typed line */
  ask?: ((question: string) => Promise<string>) | undefined;
  /** Opens a file in the person's editor. Missing without a terminal. @returns the exit code of the editor */
  edit?: ((file: string) => Promise<number | null>) | undefined;
  /**
   * Shows a text with a pager's command line. Missing unless keys and output are a terminal.
   * @returns false if the pager can't be started
   */
  page?: ((pager: string, text: string) => Promise<boolean>) | undefined;
  /** Uses the whole terminal. Missing unless keys and output are a terminal. */
  fullScreen?: ((listeners: FullScreenListeners) => Promise<FullScreen>) | undefined;
  /** Writes lines that are overwritten to standard error, synchronously. Missing if that is no terminal. */
  put?: ((text: string) => void) | undefined;
  /** Called when a command of the table has ended and has nothing left to do in this process. */
  over?: (() => void) | undefined;
  /** Aborted by Ctrl+C. */
  interrupted: AbortSignal;
  env: NodeJS.ProcessEnv;
  /** Returns the present in milliseconds. Missing for the machine's clock. */
  now?: (() => number) | undefined;
  cwd: string;
}

/** Runs one command line of this program. @returns the exit code */
export type Program = (words: readonly string[], streams: Streams) => Promise<number>;
