import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { errnoOf } from '../../base/errno.ts';

/**
 * The checksum and the size in bytes of each file of a build, by file name. The checksum is also in the first line of
 * the file. `npm run build` writes this table into each program.
 */
export type Sums = Readonly<Record<string, readonly [sum: string, bytes: number]>>;

/** The files of one build. The program can read them even after another build has replaced them. */
export interface Chunks {
  /** Returns the text of a file. The build makes it ASCII, which V8 reads faster. @throws the error of `updated` */
  read(file: string): string;
  /** Reads the remaining files and keeps their texts, which can run even after another build replaced them. */
  hold(): void;
}

/**
 * Returns the error for a file that is missing or belongs to another build, because the program must not run code of
 * two builds.
 */
export function updated(program: string): Error {
  const next = program === 'server' ? 'run /reload-plugins or start a new session' : 'start it again';
  const error = Object.assign(new Error(`the plugin was updated; ${next}`), { name: '', code: UPDATED });
  // The error isn't a defect of Backlog, so callers that print its stack print only this line.
  error.stack = error.message;
  return error;
}

export const UPDATED = 'EUPDATED';

/**
 * Returns the time in ms after which a program counts as long-lived. It then reads its remaining files in advance. Most
 * commands of the command line end within a second, also on a busy machine, and would read 3 MB for nothing.
 */
export function livesMs(program: string): number {
  return program === 'cli' ? 1_000 : 250;
}

export function createChunks(folder: string, sums: Sums, updated: () => Error): Chunks {
  const held = new Map<string, Buffer>();
  const sound = (name: string): Buffer | undefined => {
    const [sum, bytes] = sums[name] ?? [];
    const text = readOrNone(join(folder, name));
    return text?.length === bytes && text?.toString('latin1', 0, `//${sum}\n`.length) === `//${sum}\n`
      ? text
      : undefined;
  };
  /** A file that can't be read in advance may never be needed: its error is for the program that needs it. */
  const soundNow = (name: string): Buffer | undefined => {
    try {
      return sound(name);
    } catch {
      return undefined;
    }
  };
  const asked = new Set<string>();
  return {
    read(file) {
      const name = basename(file);
      const text = held.get(name) ?? sound(name);
      if (!text) throw updated();
      asked.add(name);
      held.delete(name);
      return text.toString('latin1');
    },
    hold() {
      for (const name of Object.keys(sums)) {
        const text = asked.has(name) ? undefined : soundNow(name);
        if (text) held.set(name, text);
      }
    },
  };
}

function readOrNone(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch (error) {
    // An error such as "too many open files" doesn't mean that another build replaced the file.
    if (errnoOf(error) !== 'ENOENT') throw error;
    return undefined;
  }
}
