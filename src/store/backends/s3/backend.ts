import type { Backend } from '../../backend.ts';
import { realTiming, type Timing } from '../../timing.ts';
import { inParallel } from '../parallel.ts';
import { chained } from '../pieces.ts';
import { repeating } from '../repeat.ts';
import type { S3Address } from './address.ts';
import { againOf, S3Error, serviceFailed } from './failure.ts';
import { asFiles, collectedFiles } from './garbage.ts';
import { putInParts, uploadParts } from './large.ts';
import { listKeys } from './listing.ts';
import { createSend, type S3Request, type S3Response, type Send } from './send.ts';

/** Maximum number of files that are created or read at once. */
const AT_ONCE = 16;
/** Milliseconds between two looks for commits of others. Each look is a request that may cost money. */
const POLL_MS = 1_000;
/** Longest wait between two attempts, in milliseconds. */
const LONGEST_WAIT_MS = 2_000;
/** Start of the names that are hidden from listings. */
const HIDDEN = '.tmp-';

export interface S3Options {
  timing?: Timing;
  /** Whether the caller is a hook, which can't wait for long. */
  brief?: boolean;
  /** Whether nobody waits for this process. Its calls then wait for the service. */
  unattended?: boolean | undefined;
  /** Sends one request. Tests replace it. */
  send?: Send;
}

/**
 * Creates two functions. `ask` sends one request, and throws an S3Error if the status isn't an expected one. `answered`
 * repeats a failed call, and describes the last failure for people.
 */
export function callsTo(
  { text }: S3Address,
  { send, timing = realTiming, unattended }: Pick<S3Options, 'timing' | 'unattended'> & { send: Send },
) {
  const ask = async (request: S3Request, fits: (status: number) => boolean = isFine): Promise<S3Response> => {
    const response = await send(request);
    if (fits(response.status)) return response;
    throw new S3Error(response);
  };
  const answered = repeating({
    ...{ timing, nameOf: (path) => `${text}/${path}` },
    ...{ mayPass: againOf, failed: serviceFailed, longestMs: LONGEST_WAIT_MS, address: text, unattended },
  });
  return { ask, answered };
}

/** Stores files as objects of a service with conditional writes (`If-None-Match: *`). */
export function s3Backend(address: S3Address, options: S3Options = {}): Backend {
  const { timing = realTiming, brief = false, unattended = false } = options;
  const send = options.send ?? createSend(address, { brief });
  const keyOf = (path: string) => address.prefix + path;
  const { ask, answered } = callsTo(address, { send, timing, unattended });

  const getObject: Backend['get'] = (path, range) =>
    answered('read', path, async () => {
      // No request can ask for an empty range.
      const to = range && Math.max(range.to, range.from + 1);
      const headers = range ? { Range: `bytes=${range.from}-${to! - 1}` } : {};
      try {
        const { body, status } = await ask({ method: 'GET', key: keyOf(path), headers });
        if (!range) return body;
        const from = status === 206 ? 0 : range.from;
        return body.subarray(from, from + range.to - range.from);
      } catch (error) {
        if (isMissing(error)) return null;
        if (error instanceof S3Error && error.response.status === 416) return Buffer.alloc(0);
        throw error;
      }
    });

  /** Checks whether a file has this content, because a lost answer may have been a success. */
  const isMine = async (path: string, body: Buffer) => (await getObject(path))?.equals(body) === true;

  const putWhole = (path: string, body: Buffer) =>
    answered('write', path, async (again) => {
      const request: S3Request = { method: 'PUT', key: keyOf(path), headers: { 'If-None-Match': '*' }, body };
      const response = await ask(request, (status) => isFine(status) || status === 412);
      if (response.status !== 412) return tagOf(response);
      return again && (await isMine(path, body)) ? listedTag(path) : null;
    });

  const list = async (path: string, { after, folders }: { after: string; folders: boolean }) =>
    answered('read', path, () =>
      listKeys(ask, { prefix: keyOf(path), after: keyOf(path) + after, folders }).then(({ entries, time }) => ({
        entries: entries.map(({ key, facts }) => ({ path: key.slice(keyOf(path).length), facts })),
        time,
      })),
    );

  const listedTag = async (path: string) => {
    const { entries } = await list(path, { after: '', folders: true });
    return entries.find((entry) => entry.path === '')?.facts?.tag ?? '';
  };

  const isThere = async (path: string) => (await getObject(path, FIRST)) !== null;

  const putObject: Backend['put'] = async (path, data) => {
    const parts = uploadParts(data);
    const first = parts.next().value ?? Buffer.alloc(0);
    const second = parts.next();
    const tag = second.done
      ? await putWhole(path, first)
      : await putInParts(
          { ask, answered, exists: () => isThere(path) },
          { key: keyOf(path), path, parts: chained([first, second.value], parts) },
        );
    return tag === null ? null : { tag };
  };

  const deleteObject: Backend['delete'] = async (path) => {
    await answered('write', path, () =>
      ask({ method: 'DELETE', key: keyOf(path) }).catch((error) => isMissing(error) || Promise.reject(error)),
    );
  };

  const { put, get, ...collected } = collectedFiles({
    put: putObject,
    get: getObject,
    delete: deleteObject,
    isThere,
    listBelow: async (folder) => {
      const { entries, time } = await list(`${folder}/`, { after: '', folders: false });
      return { entries: entries.map(({ path, facts }) => ({ path: `${folder}/${path}`, facts })), time };
    },
  });

  return {
    location: address.text,
    ...collected,
    put,
    get,

    async putAll(files) {
      const taken: string[] = [];
      await inParallel(files, AT_ONCE, async ({ path, data }) => {
        if (!(await put(path, data))) taken.push(path);
      });
      return taken;
    },

    async getSmall(paths) {
      const found = new Map<string, Buffer>();
      await inParallel(paths, AT_ONCE, async (path) => {
        const bytes = await get(path);
        if (bytes) found.set(path, bytes);
      });
      return found;
    },

    async list(folder, { after = '' } = {}) {
      const { entries } = await list(folder === '' ? '' : `${folder}/`, { after, folders: true });
      const named = entries.map(({ path, facts }) => ({ name: path.replace(/\/$/, ''), facts: () => facts }));
      return asFiles(folder, named).filter(({ name }) => name > after && !name.startsWith(HIDDEN));
    },

    listAll: async (after) => (await list('', { after, folders: false })).entries,

    pollMs: POLL_MS,

    async close() {
      send.close?.();
    },
  };
}

const FIRST = { from: 0, to: 1 } as const;

function isFine(status: number): boolean {
  return status >= 200 && status < 300;
}

function isMissing(error: unknown): boolean {
  return error instanceof S3Error && error.code === 'NoSuchKey';
}

function tagOf({ headers }: S3Response): string {
  return String(headers.etag ?? '').replaceAll('"', '');
}
