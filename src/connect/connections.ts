import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { BacklogError } from '../domain/errors.ts';
import { sha256 } from '../store/index.ts';
import type { Machine } from './client.ts';
import { readText, removeEmpty, removeText, writeText } from './file.ts';

/** What was put into a file, and what stood there before: enough to give back every byte. */
export interface FileChange {
  /** Where it begins, in characters. */
  at: number;
  took: string;
  put: string;
}

/** What `backlog connect` did for a file. */
export interface Connection extends FileChange {
  /** The file was not there before. */
  fresh: boolean;
}

/** What was done on this machine. Where it cannot be kept nothing fails: our entry is taken out by its name then. */
export interface Connections {
  get(file: string): Connection | undefined;
  set(file: string, connection: Connection | undefined): void;
  /** Remembers folders that were made for a file, or for the skills that go with it. */
  made(file: string, folders: readonly string[]): void;
  /** Removes folders that are empty. */
  sweep(): void;
}

/** What is known of one file of a client. */
interface Known {
  file: string;
  connection?: Connection | undefined;
  folders: string[];
}

/** Each file of a client has a file of its own here, so that several calls at once keep out of each other's way. */
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
        writeText(path, `${JSON.stringify(record, null, 2)}\n`, { private: true });
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

/** The one place in which two texts differ, with as many lines around it as make it known again. */
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

/** Fewer characters than these stand in many places of a file. */
const KNOWN_AGAIN = 20;

/** The text before the change; nothing when what was put is not there any more, or in several places. */
export function undone(text: string, { at, took, put }: FileChange): string | undefined {
  const from = text.startsWith(put, at) ? at : text.indexOf(put);
  if (put === '' || from < 0) return undefined;
  if (from !== at && text.indexOf(put, from + 1) >= 0) return undefined;
  return text.slice(0, from) + took + text.slice(from + put.length);
}
