import { BacklogError } from '../../domain/errors.ts';
import type { Backend } from '../backend.ts';
import { damaged } from '../failure.ts';
import { blobPath } from '../layout.ts';
import { sha256 } from './sha256.ts';

/** Keeps bytes durably under their SHA-256. One that is there already is made young again, so that no collector takes it. */
export async function putBlob(backend: Backend, body: string | Uint8Array): Promise<string> {
  const sha = sha256(body);
  await keep(backend, blobPath(sha), body);
  return sha;
}

/** The same for many, which takes a fraction of the time where the medium can keep many together. */
export async function putBlobs(backend: Backend, bodies: readonly (string | Uint8Array)[]): Promise<void> {
  const files = new Map(bodies.map((body) => [blobPath(sha256(body)), body]));
  const many = files.size >= MANY && backend.putAll;
  const there = many ? await backend.putAll!([...files].map(([path, data]) => ({ path, data }))) : [...files.keys()];
  for (const path of there) await keep(backend, path, files.get(path)!);
}

/** From so many on it is worth while to have the disk keep all that is on it. */
const MANY = 50;

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
