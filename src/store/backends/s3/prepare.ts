import { randomUUID } from 'node:crypto';
import { FORMAT_FILE } from '../../layout.ts';
import { inParallel } from '../parallel.ts';
import type { S3Address } from './address.ts';
import { callsTo, s3Backend } from './backend.ts';
import { withoutConditions } from './failure.ts';
import { putInParts } from './large.ts';
import { listKeys } from './listing.ts';
import { createSend, type Send } from './send.ts';

/** Two writers of one large file write equal bytes, so a service that ignores this condition loses nothing. */
const UNSAFE_PARTS =
  'The service ignores If-None-Match at the end of an upload in parts. Backlog checks for the file before it ends one.';

/**
 * Tries the calls that a queue needs, with small files that it deletes: create, refuse a second creation, also of one in
 * parts, list, delete.
 * @returns what a person should know about the service
 * @throws BacklogError `store` for a bucket that is missing or lacks a right, and for a service without conditional writes
 */
export async function prepareBucket(address: S3Address, send: Send = createSend(address)): Promise<string[]> {
  const backend = s3Backend(address, { send });
  const path = `.tmp-trial-${randomUUID()}`;
  try {
    await backend.put(path, 'one');
    // A service that ignores the condition replaces the file.
    const second = await backend.put(path, 'two');
    const kept = (await backend.get(path))?.toString();
    if (second !== null || kept !== 'one') throw withoutConditions(backend.location);
    const isSafe = await keepsInParts(callsTo(address, { send }), { path, key: address.prefix + path });
    await backend.list('');
    return isSafe ? [] : [UNSAFE_PARTS];
  } finally {
    await backend.delete(path).catch(() => undefined);
    await backend.close?.();
  }
}

/** Checks whether an upload in parts leaves an existing file alone. */
async function keepsInParts(
  calls: ReturnType<typeof callsTo>,
  { path, key }: { path: string; key: string },
): Promise<boolean> {
  const parts = [Buffer.from('two')];
  return (await putInParts({ ...calls, exists: async () => false }, { key, path, parts })) === null;
}

/** Maximum number of folders that are searched for a queue. Each costs a request. */
const MOST = 50;
const AT_ONCE = 16;

/** Lists the addresses of the queues in the folder of a bucket that contains the queue of an address, with its own. */
export async function queuesInBucket(address: S3Address): Promise<string[]> {
  const send = createSend(address);
  const { ask, answered } = callsTo(address, { send });
  const parent = address.prefix.replace(/[^/]+\/$/, '');
  const { entries } = await answered('read', '', () => listKeys(ask, { prefix: parent, after: parent, folders: true }));
  const prefixes = entries.flatMap(({ key, facts }) => (facts === null ? [key] : []));
  const found: string[] = [];
  await inParallel(new Set([address.prefix, ...prefixes.slice(0, MOST)]), AT_ONCE, async (prefix) => {
    if ((await s3Backend({ ...address, prefix }, { send }).get(FORMAT_FILE)) !== null) found.push(prefix);
  });
  const { bucket, text } = address;
  const query = text.includes('?') ? text.slice(text.indexOf('?')) : '';
  return found.sort().map((prefix) => `s3://${bucket}/${prefix}`.replace(/\/$/, '') + query);
}
