import { createHash } from 'node:crypto';
import type { S3Request, S3Response, Send } from '../../src/store/backends/s3/send.ts';
import type { MemoryFile } from '../../src/store/index.ts';
import type { Random } from './random.ts';

/** An S3 service in memory: buckets, conditional writes, listings in pages, ranges and uploads in parts. */
export interface FakeS3 {
  /** Objects by key, of each bucket. */
  readonly buckets: Map<string, Map<string, MemoryFile>>;
  answer(bucket: string, request: S3Request): S3Response;
  /** Sends requests for a bucket without a network. */
  send(bucket: string): Send;
}

export interface FakeOptions {
  /** Returns the time of new objects, in milliseconds. */
  now?: () => number;
  /** Number of entries in one page of a listing. A service has 1,000. */
  page?: number;
  /** False for a service that ignores `If-None-Match`. */
  conditional?: boolean;
  /** Number of bytes above which a write is refused, all objects together. */
  quota?: number;
}

export function fakeS3(options: FakeOptions = {}): FakeS3 {
  const { now = () => 0, page = 1_000, conditional = true, quota = Number.POSITIVE_INFINITY } = options;
  const buckets: FakeS3['buckets'] = new Map();
  const uploads = new Map<string, { key: string; parts: Map<number, Buffer> }>();

  const answer: FakeS3['answer'] = (bucket, { method, key = '', query = {}, headers = {}, body = EMPTY }) => {
    const files = buckets.get(bucket);
    if (key === '' && method === 'PUT') {
      buckets.set(bucket, files ?? new Map());
      return files ? refusal(409, 'BucketAlreadyOwnedByYou') : fine();
    }
    if (!files) return refusal(404, 'NoSuchBucket');
    const isTaken = () => conditional && headers['If-None-Match'] === '*' && files.has(key);
    const store = (data: Buffer, tag = md5(data)) => {
      const used = [...files.values()].reduce((sum, file) => sum + file.data.length, 0);
      if (used + data.length > quota) return refusal(403, 'QuotaExceeded');
      files.set(key, { data, modified: now() });
      if (tag !== md5(data)) tags.set(files.get(key)!, tag);
      return fine(EMPTY, { etag: `"${tag}"` });
    };
    if (method === 'GET') return query['list-type'] ? list(files, query) : get(files.get(key), headers.Range);
    if (method === 'DELETE' && query.uploadId)
      return uploads.delete(query.uploadId) ? fine() : refusal(404, 'NoSuchUpload');
    if (method === 'DELETE') {
      files.delete(key);
      return { ...fine(), status: 204 };
    }
    if (query.uploads !== undefined) {
      const id = `upload-${uploads.size + 1}`;
      uploads.set(id, { key, parts: new Map() });
      return fine(`<InitiateMultipartUploadResult><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`);
    }
    if (query.uploadId === undefined) return isTaken() ? refusal(412, 'PreconditionFailed') : store(Buffer.from(body));
    const upload = uploads.get(query.uploadId);
    if (upload?.key !== key) return refusal(404, 'NoSuchUpload');
    if (method === 'PUT') {
      upload.parts.set(Number(query.partNumber), Buffer.from(body));
      return fine(EMPTY, { etag: `"${md5(body)}"` });
    }
    if (isTaken()) return refusal(412, 'PreconditionFailed');
    const parts = [...upload.parts].sort(([a], [b]) => a - b).map(([, part]) => part);
    if (parts.slice(0, -1).some((part) => part.length < 5 << 20)) return refusal(400, 'EntityTooSmall');
    uploads.delete(query.uploadId);
    const tag = `${md5(Buffer.concat(parts.map((part) => Buffer.from(md5(part), 'hex'))))}-${parts.length}`;
    store(Buffer.concat(parts), tag);
    return fine(`<CompleteMultipartUploadResult><ETag>&quot;${tag}&quot;</ETag></CompleteMultipartUploadResult>`);
  };

  const list = (files: Map<string, MemoryFile>, query: Readonly<Record<string, string>>): S3Response => {
    const { prefix = '', delimiter, 'continuation-token': token } = query;
    const after = token ?? query['start-after'] ?? '';
    const found: string[] = [];
    const seen = new Set<string>();
    let last = '';
    let isMore = false;
    for (const key of [...files.keys()].sort()) {
      const end = delimiter === undefined ? -1 : key.indexOf(delimiter, prefix.length);
      const entry = end === -1 ? key : key.slice(0, end + 1);
      if (!key.startsWith(prefix) || entry <= after || (key <= after && entry === key) || seen.has(entry)) continue;
      if (seen.size === page) {
        isMore = true;
        break;
      }
      seen.add(entry);
      last = entry;
      found.push(
        entry === key ? contents(key, files.get(key)!) : `<CommonPrefixes><Prefix>${entry}</Prefix></CommonPrefixes>`,
      );
    }
    const next = isMore ? `<NextContinuationToken>${last}</NextContinuationToken>` : '';
    return fine(`<ListBucketResult><IsTruncated>${isMore}</IsTruncated>${next}${found.join('')}</ListBucketResult>`, {
      date: new Date(now()).toUTCString(),
    });
  };

  return {
    buckets,
    answer,
    send: (bucket) => async (request) => answer(bucket, request),
  };
}

const EMPTY = Buffer.alloc(0);
/** Tags of objects that were uploaded in parts. */
const tags = new WeakMap<MemoryFile, string>();
/** Tags of other contents. A service computes them once, and not for each listing. */
const sums = new WeakMap<Uint8Array, string>();

function get(file: MemoryFile | undefined, range: string | undefined): S3Response {
  if (!file) return refusal(404, 'NoSuchKey');
  const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(range ?? '') ?? [];
  if (from === undefined) return fine(Buffer.from(file.data), { etag: `"${tagOf(file)}"` });
  if (Number(from) >= file.data.length) return refusal(416, 'InvalidRange');
  return { ...fine(file.data.subarray(Number(from), Number(to) + 1)), status: 206 };
}

function contents(key: string, file: MemoryFile): string {
  const modified = new Date(file.modified).toISOString();
  return `<Contents><Key>${key}</Key><LastModified>${modified}</LastModified><ETag>&quot;${tagOf(file)}&quot;</ETag></Contents>`;
}

function tagOf(file: MemoryFile): string {
  const known = tags.get(file) ?? sums.get(file.data);
  if (known !== undefined) return known;
  sums.set(file.data, md5(file.data));
  return tagOf(file);
}

function md5(data: Buffer): string {
  return createHash('md5').update(data).digest('hex');
}

function fine(body: Buffer | string = EMPTY, headers: Record<string, string> = {}): S3Response {
  return { status: 200, headers, body: Buffer.from(body as Buffer) };
}

/** Returns an answer with an error. */
export function refusal(status: number, code: string): S3Response {
  const message = `planted ${code}`;
  return { status, headers: {}, body: Buffer.from(`<Error><Code>${code}</Code><Message>${message}</Message></Error>`) };
}

/**
 * Makes requests fail before or after their effect, be refused for a while, or reach the service twice. The caller can't
 * distinguish a lost request from a lost answer.
 */
export function unreliable(send: Send, random: Random): Send {
  return async (request) => {
    const luck = random.int(16);
    if (luck === 0) throw lost();
    if (luck === 1) return refusal(503, 'SlowDown');
    if (luck === 2 && request.method === 'PUT') return refusal(409, 'ConditionalRequestConflict');
    if (luck === 3) await send(request);
    const answer = await send(request);
    if (luck === 4) throw lost();
    return luck === 5 ? refusal(500, 'InternalError') : answer;
  };
}

function lost(): Error {
  return Object.assign(new Error('planted'), { code: 'ECONNRESET' });
}

/** A clock that stands still, so that repeated attempts never end, and take no time. */
export const PATIENT = { monotonic: () => 0, sleep: async () => {}, random: () => 0.5 };
