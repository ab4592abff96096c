import { closeSync, mkdirSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { counted } from '../../base/amounts.ts';
import { present } from '../../base/present.ts';
import { appendPlain } from '../../work/paths/plain-file.ts';

/** Number of bytes of a program's output that are kept: `head` from its beginning, `tail` from its end. */
export const OUTPUT_LIMIT = { head: 16 * 1024 * 1024, tail: 64 * 1024 } as const;

export interface KeptOutput {
  write(line: string): void;
  /** Returns the last lines of the output so far. */
  tail(): string;
  /**
   * Appends the end of a long output to the file.
   * @returns the size of the output, and the size of the part that the file lacks
   */
  close(): OutputSize;
}

export interface OutputSize {
  bytes: number;
  /** Number of bytes from the middle of the output that the file lacks. */
  left: number;
  /** The reason why the file could not be written. The program continues. */
  problem?: string;
}

/**
 * Writes a program's output to a file: the first `head` bytes at once, and the end of a longer output on `close`.
 * Without a file, it keeps only the end, in memory. If the disk is full, the file is incomplete, but the program
 * continues.
 */
export function keepOutput(file: string | undefined, limit: { head: number; tail: number } = OUTPUT_LIMIT): KeptOutput {
  let bytes = 0;
  let written = 0;
  let late = '';
  let last = '';
  let problem: string | undefined;
  const append = appender(file, (why) => {
    problem ??= why;
  });
  const keepLast = (text: string, line: string): string => {
    const all = text + line;
    return all.length > 2 * limit.tail ? all.slice(-limit.tail) : all;
  };
  return {
    write(line) {
      const text = `${line}\n`;
      const size = Buffer.byteLength(text);
      bytes += size;
      last = keepLast(last, text);
      if (written === bytes - size && bytes <= limit.head) {
        append.write(text);
        written = bytes;
      } else late = keepLast(late, text);
    },
    tail: () => last.slice(-limit.tail),
    close() {
      const end = late.slice(-limit.tail);
      const left = bytes - written - Buffer.byteLength(end);
      if (left > 0) append.write(`… (${counted(left, 'byte')} ${left === 1 ? 'is' : 'are'} missing here) …\n`);
      if (end) append.write(end);
      append.close();
      return { bytes, left: Math.max(0, left), ...present({ problem }) };
    },
  };
}

/**
 * Opens a file that only its owner can read, and returns a function that appends to it. After the first failure, the
 * function does nothing.
 */
function appender(file: string | undefined, onProblem: (why: string) => void) {
  const attempt = <T>(act: () => T): T | undefined => {
    try {
      return act();
    } catch (error) {
      onProblem(error instanceof Error ? error.message : String(error));
      return undefined;
    }
  };
  let open = file === undefined ? undefined : attempt(() => opened(file));
  const close = (): void => {
    const descriptor = open;
    open = undefined;
    if (descriptor !== undefined) attempt(() => closeSync(descriptor));
  };
  return {
    write(text: string): void {
      const descriptor = open;
      if (descriptor !== undefined && attempt(() => writeAll(descriptor, Buffer.from(text))) === undefined) close();
    },
    close,
  };
}

function opened(file: string): number {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  return appendPlain(file);
}

function writeAll(descriptor: number, bytes: Buffer): number {
  let done = 0;
  while (done < bytes.length) done += writeSync(descriptor, bytes, done);
  return done;
}
