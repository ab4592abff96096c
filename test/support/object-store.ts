import { createHash } from 'node:crypto';
import type { Backend, Content, MemoryFile } from '../../src/store/index.ts';
import type { Random } from './random.ts';

/** The operations of a service such as S3. `tag` is its ETag, which differs for other content. */
export interface ObjectStore {
  /**
   * Stores an object unless the key exists. @returns the tag of the new object, or null if the key exists (412
   * Precondition Failed)
   */
  putIfAbsent(key: string, body: Buffer): Promise<string | null>;
  get(key: string, range?: { from: number; to: number }): Promise<Buffer | null>;
  /** Returns the objects whose keys begin with the prefix and come after `after`, sorted by key. */
  list(prefix: string, after: string): Promise<{ key: string; tag: string; modified: number }[]>;
  delete(key: string): Promise<void>;
}

/** Stores objects in memory. `now` returns their times, in milliseconds. */
export function objectStore(files: Map<string, MemoryFile>, now: () => number = () => 0): ObjectStore {
  return {
    async putIfAbsent(key, body) {
      if (files.has(key)) return null;
      files.set(key, { data: Buffer.from(body), modified: now() });
      return tagOf(body);
    },
    async get(key, range) {
      const data = files.get(key)?.data ?? null;
      return data && range ? data.subarray(range.from, range.to) : data;
    },
    async list(prefix, after) {
      const keys = [...files.keys()].filter((key) => key.startsWith(prefix) && key > after).sort();
      return keys.map((key) => ({ key, tag: tagOf(files.get(key)!.data), modified: files.get(key)!.modified }));
    },
    async delete(key) {
      files.delete(key);
    },
  };
}

/** Makes some requests fail before they have an effect, and others after it. The caller can't distinguish the two. */
export function unreliable(inner: ObjectStore, random: Random): ObjectStore {
  const attempt = async <T>(work: () => Promise<T>) => {
    const luck = random.int(12);
    if (luck === 0) throw new TimeOut();
    const answer = await work();
    if (luck === 1) throw new TimeOut();
    return answer;
  };
  return {
    putIfAbsent: (key, body) => attempt(() => inner.putIfAbsent(key, body)),
    get: (key, range) => attempt(() => inner.get(key, range)),
    list: (prefix, after) => attempt(() => inner.list(prefix, after)),
    delete: (key) => attempt(() => inner.delete(key)),
  };
}

class TimeOut extends Error {}

/** Creates a store's backend from these four operations. It repeats a call without an answer. */
export function objectBackend(objects: ObjectStore, location = 'objects'): Backend {
  return {
    location,
    async put(path, data) {
      const body = bytesOf(data);
      const tag = await answered(() => objects.putIfAbsent(path, body));
      return tag === null ? null : { tag };
    },
    get: (path, range) => answered(() => objects.get(path, range)),
    async list(folder, { after = '' } = {}) {
      const prefix = folder === '' ? '' : `${folder}/`;
      const found = await answered(() => objects.list(prefix, `${prefix}${after}`));
      const entries = new Map(found.map((object) => [object.key.slice(prefix.length).split('/')[0]!, object]));
      return Array.from(entries, ([name, { key, tag, modified }]) => ({
        name,
        facts: () => (key === `${prefix}${name}` ? { tag, modified } : null),
      }));
    },
    delete: (path) => answered(() => objects.delete(path)),
  };
}

async function answered<T>(call: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof TimeOut)) throw error;
    }
  }
}

function bytesOf(data: Content): Buffer {
  if (typeof data === 'string' || data instanceof Uint8Array) return Buffer.from(data as Uint8Array);
  return Buffer.from([...data].join(''));
}

function tagOf(data: Buffer): string {
  return createHash('md5').update(data).digest('hex');
}
