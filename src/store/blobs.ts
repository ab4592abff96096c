import { createHash } from 'node:crypto';
import { BacklogError } from '../domain/errors.ts';
import type { Backend } from './backend.ts';
import { damaged } from './failure.ts';
import { blobPath } from './layout.ts';

/** Keeps bytes durably under their SHA-256. One that is there already is made young again, so that no collector takes it. */
export async function putBlob(backend: Backend, body: string | Uint8Array): Promise<string> {
  const sha = sha256(body);
  await keep(backend, blobPath(sha), body);
  return sha;
}

/** Puts a file that is named by its content, or makes the one that is there young again. */
export async function keep(backend: Backend, path: string, body: string | Uint8Array): Promise<void> {
  while (!(await backend.put(path, body))) {
    if (!backend.upkeep || (await backend.upkeep.renew(path))) break;
  }
}

/** The bytes of a blob, checked against its name. */
export async function getBlob(backend: Backend, sha: string): Promise<Buffer> {
  if (!/^[0-9a-f]{64}$/.test(sha))
    throw new BacklogError('invalid', `expected a SHA-256 in lower-case hex, got ${sha}`);
  const bytes = await backend.get(blobPath(sha));
  if (!bytes) {
    throw new BacklogError('not-found', `there is no blob ${sha}`, {
      data: { file: `${backend.location}/${blobPath(sha)}` },
    });
  }
  if (sha256(bytes) !== sha)
    throw damaged(`${backend.location}/${blobPath(sha)}`, 'its content does not match its name');
  return bytes;
}

export function sha256(body: string | Uint8Array): string {
  return createHash('sha256').update(body).digest('hex');
}
