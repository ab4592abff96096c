import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** The chunks of a build: name of the file -> the sum that its first line carries, and its bytes. `npm run build` writes it into each program. */
export type Sums = Readonly<Record<string, readonly [sum: string, bytes: number]>>;

/** The files of one build, also when another one is put in their place while the program runs. */
export interface Chunks {
  /** The text of a chunk. The build makes it ASCII, and a text of one byte a character is scanned faster. @throws what `updated` gives */
  read(file: string): string;
  /** Keeps the texts of those that were not read yet, so that they can be run later, whatever is in the folder by then. */
  hold(): void;
}

/** What a program says when a chunk that it needs is of another build by now, or gone: one that ran would mix the two. */
export function updated(program: string): Error {
  const next = program === 'server' ? 'run /reload-plugins or start a new session' : 'start it again';
  const error = Object.assign(new Error(`the plugin was updated; ${next}`), { name: '', code: UPDATED });
  // It is no defect: a door that prints name or stack prints the one line.
  error.stack = error.message;
  return error;
}

export const UPDATED = 'EUPDATED';

/** A program that still runs after so many milliseconds lives on: it reads what it has not needed yet, while that is of its own build. */
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
    // Too many open files are no update.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return undefined;
  }
}
