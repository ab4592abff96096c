import type { AddFile, Backend } from '../backend.ts';

/** A store in memory: for tests, and for trying a change without keeping it. `now` stamps files, in milliseconds. */
export function memoryBackend(options: { now?: () => number; files?: Map<string, MemoryFile> } = {}): Backend {
  const now = options.now ?? Date.now;
  const files = options.files ?? new Map<string, MemoryFile>();

  const put = async (path: string, data: Uint8Array | string) => {
    if (files.has(path)) return false;
    files.set(path, { data: Buffer.from(data as Uint8Array), modified: now() });
    return true;
  };

  return {
    place: 'memory',
    put,
    async putFolder(path, fill) {
      const added: [string, string][] = [];
      const add: AddFile = async (name, pieces) => {
        added.push([name, [...pieces].join('')]);
      };
      await fill(add);
      if (under(files, path).length > 0) return false;
      for (const [name, text] of added) files.set(`${path}/${name}`, { data: Buffer.from(text), modified: now() });
      return true;
    },
    async get(path) {
      return files.get(path)?.data ?? null;
    },
    async stat(path) {
      const file = files.get(path);
      return file ? { size: file.data.length, modified: file.modified } : null;
    },
    async list(folder) {
      const start = folder === '' ? 0 : folder.length + 1;
      return [...new Set(under(files, folder).map((path) => path.slice(start).split('/')[0]!))];
    },
    async delete(path) {
      files.delete(path);
      for (const inside of under(files, path)) files.delete(inside);
    },
    async sync() {},
    async touch(path) {
      const file = files.get(path);
      if (file) files.set(path, { ...file, modified: now() });
    },
    async sweep() {
      return 0;
    },
  };
}

export interface MemoryFile {
  data: Buffer;
  modified: number;
}

function under(files: Map<string, MemoryFile>, folder: string): string[] {
  if (folder === '') return [...files.keys()];
  const prefix = `${folder}/`;
  return [...files.keys()].filter((path) => path.startsWith(prefix));
}
