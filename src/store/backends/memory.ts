import type { Backend, Content } from '../backend.ts';
import { isInMemory } from './pieces.ts';

/** Stores files in memory, for tests and for trying out a change. `now` returns the files' times, in milliseconds. */
export function memoryBackend(options: { now?: () => number; files?: Map<string, MemoryFile> } = {}): Backend {
  const now = options.now ?? Date.now;
  const files = options.files ?? new Map<string, MemoryFile>();

  return {
    location: 'memory',
    async put(path, data) {
      if (files.has(path)) return null;
      const file = { data: bytesOf(data), modified: now() };
      files.set(path, file);
      return { tag: tagOf(file) };
    },
    async get(path, range) {
      const bytes = files.get(path)?.data ?? null;
      return bytes && range ? bytes.subarray(range.from, range.to) : bytes;
    },
    async list(folder, { after = '' } = {}) {
      const start = folder === '' ? 0 : folder.length + 1;
      const names = new Set(under(files, folder).map((path) => path.slice(start).split('/')[0]!));
      const sorted = [...names].filter((name) => name > after).sort();
      return sorted.map((name) => ({ name, facts: () => factsOf(files.get(`${folder}/${name}`)) }));
    },
    async delete(path) {
      files.delete(path);
    },
  };
}

export interface MemoryFile {
  data: Buffer;
  modified: number;
}

function factsOf(file: MemoryFile | undefined) {
  return file ? { tag: tagOf(file), modified: file.modified } : null;
}

const tags = new WeakMap<MemoryFile, string>();
let made = 0;

function tagOf(file: MemoryFile): string {
  const tag = tags.get(file) ?? String(++made);
  tags.set(file, tag);
  return tag;
}

function under(files: Map<string, MemoryFile>, folder: string): string[] {
  if (folder === '') return [...files.keys()];
  const prefix = `${folder}/`;
  return [...files.keys()].filter((path) => path.startsWith(prefix));
}

/** Copies all pieces of a content into one buffer. */
function bytesOf(data: Content): Buffer {
  if (isInMemory(data)) return Buffer.from(data as Uint8Array);
  return Buffer.concat(Array.from(data, (piece) => Buffer.from(piece as Uint8Array)));
}
