import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { BacklogError } from '../domain/errors.ts';
import type { Machine } from './client.ts';
import { readText, removeEmpty, removeText, writeText } from './file.ts';

/** What was put into a file, and what stood there before: enough to give back every byte. */
export interface Change {
  /** Where it begins, in characters. */
  at: number;
  took: string;
  put: string;
}

/** What `backlog connect` did for a file. */
export interface Connection extends Change {
  /** The file was not there before. */
  fresh: boolean;
}

/** What was done on this machine. Where it cannot be kept nothing fails: our entry is taken out by its name then. */
export interface Connections {
  get(file: string): Connection | undefined;
  set(file: string, connection: Connection | undefined): void;
  /** Remembers folders that were made. */
  made(folders: readonly string[]): void;
  /** Removes those of them that are empty; whoever shares one keeps it. */
  sweep(): void;
}

interface Known {
  files: Record<string, Connection>;
  folders: string[];
}

export function openConnections({ home, env }: Machine): Connections {
  const file = join(env.BACKLOG_HOME || join(home, '.backlog'), 'connections.json');
  const read = (): Known => {
    try {
      return { files: {}, folders: [], ...(JSON.parse(readText(file) ?? '{}') as Partial<Known>) };
    } catch {
      return { files: {}, folders: [] };
    }
  };
  const write = ({ files, folders }: Known) => {
    try {
      if (Object.keys(files).length + folders.length > 0)
        writeText(file, `${JSON.stringify({ version: 1, files, folders }, null, 2)}\n`, { private: true });
      else if (readText(file) !== undefined) removeText(file, [dirname(file)]);
    } catch (error) {
      if (!(error instanceof BacklogError)) throw error;
    }
  };
  return {
    get: (of) => read().files[of],
    set(of, connection) {
      const { files, folders } = read();
      const { [of]: known, ...others } = files;
      if (known || connection) write({ files: connection ? { ...others, [of]: connection } : others, folders });
    },
    made(folders) {
      const known = read();
      if (folders.length > 0) write({ ...known, folders: [...new Set([...known.folders, ...folders])] });
    },
    sweep() {
      const known = read();
      for (const folder of known.folders.toSorted((a, b) => b.length - a.length)) removeEmpty(folder);
      write({ ...known, folders: known.folders.filter((folder) => existsSync(folder)) });
    },
  };
}

/** The one place in which two texts differ, with as many lines around it as make it known again. */
export function changeBetween(before: string, after: string): Change {
  let from = 0;
  while (from < before.length && from < after.length && before[from] === after[from]) from++;
  let end = 0;
  const most = Math.min(before.length, after.length) - from;
  while (end < most && before[before.length - 1 - end] === after[after.length - 1 - end]) end++;
  while (after.slice(from, after.length - end).trim().length < KNOWN_AGAIN && (from > 0 || end > 0)) {
    from = after.lastIndexOf('\n', from - 2) + 1;
    const next = after.indexOf('\n', after.length - end + 1);
    end = next < 0 ? 0 : after.length - next;
  }
  return { at: from, took: before.slice(from, before.length - end), put: after.slice(from, after.length - end) };
}

/** Fewer characters than these stand in many places of a file. */
const KNOWN_AGAIN = 20;

/** The text before the change; nothing when what was put is not there any more, or in several places. */
export function undone(text: string, { at, took, put }: Change): string | undefined {
  const from = text.startsWith(put, at) ? at : text.indexOf(put);
  if (put === '' || from < 0) return undefined;
  if (from !== at && text.indexOf(put, from + 1) >= 0) return undefined;
  return text.slice(0, from) + took + text.slice(from + put.length);
}
