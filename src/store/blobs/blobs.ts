import { DAY_MS } from '../../base/day.ts';
import { BacklogError } from '../../domain/errors.ts';
import type { Backend } from '../backend.ts';
import { damaged } from '../failure.ts';
import { blobPath } from '../layout.ts';
import { sha256 } from './sha256.ts';

/** How long unreferenced files are kept, in milliseconds. A writer or a backup may be about to use them. */
export const GARBAGE_MS = DAY_MS;

/** Stores bytes durably under their SHA-256. If the blob exists, renews it, so that no clean-up deletes it. */
export async function putBlob(backend: Backend, body: string | Uint8Array): Promise<string> {
  const sha = sha256(body);
  await putOrRenew(backend, blobPath(sha), body);
  return sha;
}

/** Stores many blobs. If the medium supports batches, this is much faster than storing them one by one. */
export async function putBlobs(backend: Backend, bodies: readonly (string | Uint8Array)[]): Promise<void> {
  const files = new Map(bodies.map((body) => [blobPath(sha256(body)), body]));
  const many = files.size >= MANY && backend.putAll;
  const there = many ? await backend.putAll!([...files].map(([path, data]) => ({ path, data }))) : [...files.keys()];
  for (const path of there) await putOrRenew(backend, path, files.get(path)!);
}

/** Minimum number of files for which syncing the complete disk is faster than syncing each file. */
const MANY = 50;

/** Creates a file that is named by its hash, or renews the existing one. */
export async function putOrRenew(backend: Backend, path: string, body: string | Uint8Array): Promise<void> {
  while (!(await backend.put(path, body))) {
    if (!backend.garbage || (await backend.garbage.renew(path))) break;
  }
}

/**
 * Returns a blob's bytes after checking them against the hash.
 * @throws BacklogError `invalid` for a malformed hash; `not-found`; `store` for a damaged blob
 */
export async function getBlob(backend: Backend, sha: string): Promise<Buffer> {
  if (!/^[0-9a-f]{64}$/.test(sha))
    throw new BacklogError('invalid', `expected a SHA-256 in lower-case hex, got ${sha}`);
  const bytes = await backend.get(blobPath(sha));
  if (!bytes) {
    throw new BacklogError('not-found', `a text is missing: ${backend.location}/${blobPath(sha)}`, {
      hint: 'See the records that use it: `backlog doctor`. Then restore it from a backup.',
      data: { file: `${backend.location}/${blobPath(sha)}` },
    });
  }
  if (sha256(bytes) !== sha)
    throw damaged(`${backend.location}/${blobPath(sha)}`, 'its content does not match its name');
  return bytes;
}

/** Returns all SHA-256s in a JSON text, in any field, because newer versions may reference blobs in other fields. */
export function blobsNamedIn(text: string): string[] {
  return Array.from(text.matchAll(SUM), ([, sha]) => sha!);
}

const SUM = /"([0-9a-f]{64})"/g;

/** Text in every stored commit that purged something. */
export const PURGED = '"purged":[';
