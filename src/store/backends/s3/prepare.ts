import { randomUUID } from 'node:crypto';
import type { S3Address } from './address.ts';
import { callsTo, s3Backend } from './backend.ts';
import { withoutConditions } from './failure.ts';
import { putInParts } from './large.ts';
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
