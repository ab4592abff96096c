import { randomUUID } from 'node:crypto';
import type { S3Address } from './address.ts';
import { s3Backend } from './backend.ts';
import { withoutConditions } from './failure.ts';
import { createSend, type Send } from './send.ts';

/**
 * Tries the calls that a queue needs, with a small file that it deletes: create, refuse a second creation, list, delete.
 * @throws BacklogError `store` for a bucket that is missing or lacks a right, and for a service without conditional writes
 */
export async function prepareBucket(address: S3Address, send: Send = createSend(address)): Promise<void> {
  const backend = s3Backend(address, { send });
  const path = `.tmp-trial-${randomUUID()}`;
  try {
    await backend.put(path, 'one');
    // A service that ignores the condition replaces the file.
    const second = await backend.put(path, 'two');
    const kept = (await backend.get(path))?.toString();
    if (second !== null || kept !== 'one') throw withoutConditions(backend.location);
    await backend.list('');
  } finally {
    await backend.delete(path).catch(() => undefined);
    await backend.close?.();
  }
}
