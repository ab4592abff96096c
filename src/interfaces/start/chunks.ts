import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/**
 * For each chunk of a build, by file name: the checksum in the chunk's first line, and the chunk's size in bytes.
 * `npm run build` writes this table into each program.
 */
export type Sums = Readonly<Record<string, readonly [sum: string, bytes: number]>>;

/** The files of one build. They stay readable even if another build replaces them while the program runs. */
export interface Chunks {
  /**
   * The text of a chunk. The build makes it ASCII, because V8 scans a text of one byte per character faster.
   * @throws the error of `updated`
   */
  read(file: string): string;
  /**
   * Reads the chunks that were not read yet and keeps their texts. They can then run later, even if the folder has
   * other files by then.
   */
  hold(): void;
}

/**
 * Returns the error for a chunk that is missing or belongs to another build. Running such a chunk would mix two builds.
 */
export function updated(program: string): Error {
  const next = program === 'server' ? 'run /reload-plugins or start a new session' : 'start it again';
  const error = Object.assign(new Error(`the plugin was updated; ${next}`), { name: '', code: UPDATED });
  // The error is not a defect of Backlog, so callers that print a name or a stack print only this line.
  error.stack = error.message;
  return error;
}

export const UPDATED = 'EUPDATED';

/**
 * Time in milliseconds after which a running program counts as long-lived. It then reads the remaining chunks, while
 * the folder still has those of its own build.
 */
export const LIVES_MS = 250;

export function createChunks(folder: string, sums: Sums, updated: () => Error): Chunks {
  const held = new Map<string, Buffer>();
  const sound = (name: string): Buffer | undefined => {
    const [sum, bytes] = sums[name] ?? [];
    const text = readOrNone(join(folder, name));
    return text?.length === bytes && text?.toString('latin1', 0, `//${sum}\n`.length) === `//${sum}\n`
      ? text
      : undefined;
  };
  const asked = new Set<string>();
  return {
    read(file) {
      const name = basename(file);
      asked.add(name);
      const text = held.get(name) ?? sound(name);
      if (!text) throw updated();
      held.delete(name);
      return text.toString('latin1');
    },
    hold() {
      for (const name of Object.keys(sums)) {
        const text = asked.has(name) ? undefined : sound(name);
        if (text) held.set(name, text);
      }
    },
  };
}

function readOrNone(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch (error) {
    // Too many open files do not mean an update.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return undefined;
  }
}
