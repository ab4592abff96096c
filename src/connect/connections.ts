import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { BacklogError } from '../domain/errors.ts';
import { sha256 } from '../store/index.ts';
import type { Machine } from './client.ts';
import { readText, removeEmpty, removeText, replaceText } from './file.ts';

/** A replaced part of a file, with enough data to restore every byte of the original file. */
export interface FileChange {
  /** Start of the part, in UTF-16 units. */
  at: number;
  took: string;
  put: string;
}

/** The change that `backlog connect` made to a file. */
export interface ClientConnection extends FileChange {
  /** True if `backlog connect` created the file. */
  fresh: boolean;
}

/** The records of connections on this machine. A failed write is ignored: a name also finds an entry. */
export interface Connections {
  get(file: string): ClientConnection | undefined;
  set(file: string, connection: ClientConnection | undefined): void;
  /** Records the folders that were created for a client's file or for its skills. */
  made(file: string, folders: readonly string[]): void;
  /** Removes the recorded folders that are empty. */
  sweep(): void;
}

/** The stored record of one client file. */
interface Known {
  file: string;
  connection?: ClientConnection | undefined;
  folders: string[];
}

/** Opens the records of connections. Each client file has its own record file, so that calls don't collide. */
export function openConnections({ home, env }: Machine): Connections {
  const folder = join(env.BACKLOG_HOME || join(home, '.backlog'), 'connections');
  const nameOf = (file: string) => `${sha256(file).slice(0, 16)}.json`;
  const read = (name: string): Partial<Known> => {
    try {
      return JSON.parse(readText(join(folder, name)) ?? '{}') as Partial<Known>;
    } catch {
      return {};
    }
  };
  const known = (file: string): Known => ({ folders: [], ...read(nameOf(file)), file });
  const write = (record: Known) => {
    const path = join(folder, nameOf(record.file));
    try {
      if (record.connection || record.folders.length > 0)
        replaceText(path, `${JSON.stringify(record, null, 2)}\n`, { private: true });
      else if (readText(path) !== undefined) removeText(path, [dirname(folder), folder]);
    } catch (error) {
      if (!(error instanceof BacklogError)) throw error;
    }
  };
  const all = () => (existsSync(folder) ? readdirSync(folder) : []).map(read).filter(isKnown);
  return {
    get: (file) => known(file).connection,
    set: (file, connection) => write({ ...known(file), connection }),
    made(file, folders) {
      const before = known(file);
      if (folders.length > 0) write({ ...before, folders: [...new Set([...before.folders, ...folders])] });
    },
    sweep() {
      const folders = all().flatMap((record) => record.folders);
      for (const one of folders.toSorted((a, b) => b.length - a.length)) removeEmpty(one);
      for (const record of all()) write({ ...record, folders: record.folders.filter((one) => existsSync(one)) });
    },
  };
}

function isKnown(record: Partial<Known>): record is Known {
  return typeof record.file === 'string' && Array.isArray(record.folders);
}

/** Returns the part in which two texts differ, with enough lines around it to find the part again. */
export function changeBetween(before: string, after: string): FileChange {
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

/** Minimum length of a part in characters. A shorter part could occur several times in a file. */
const KNOWN_AGAIN = 20;

/** Undoes a change. @returns undefined if the text doesn't contain the part exactly once */
export function undone(text: string, { at, took, put }: FileChange): string | undefined {
  const from = text.startsWith(put, at) ? at : text.indexOf(put);
  if (put === '' || from < 0) return undefined;
  if (from !== at && text.indexOf(put, from + 1) >= 0) return undefined;
  return text.slice(0, from) + took + text.slice(from + put.length);
}
