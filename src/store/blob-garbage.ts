import type { Backend } from './backend.ts';
import { BLOBS, blobPath } from './layout.ts';
import type { LogReader } from './log.ts';

const DAY_MS = 24 * 3_600_000;

/**
 * Removes blobs that are a day old and that no commit ever named: their writer ended between keeping the text and
 * naming it. Blobs of documents that are gone stay, for undo and the history. The number of blobs removed.
 */
export async function removeUnnamedBlobs(backend: Backend, log: LogReader, now: number): Promise<number> {
  const candidates = new Set<string>();
  for (const folder of await backend.list(BLOBS)) {
    for (const sha of await backend.list(`${BLOBS}/${folder}`)) if (await isOld(backend, sha, now)) candidates.add(sha);
  }
  if (candidates.size === 0) return 0;
  await forgetNamed(candidates, log);
  let removed = 0;
  for (const sha of candidates) {
    if (!(await isOld(backend, sha, now))) continue;
    await backend.delete(blobPath(sha));
    removed++;
  }
  return removed;
}

async function isOld(backend: Backend, sha: string, now: number): Promise<boolean> {
  const facts = await backend.stat(blobPath(sha));
  return facts !== null && facts.modified < now - DAY_MS;
}

/** Any text that looks like a sum counts as a name: records of newer versions may name blobs in fields of their own. */
async function forgetNamed(candidates: Set<string>, log: LogReader): Promise<void> {
  for (let next = 1; ; ) {
    const lines = (await log.next(next))?.lines();
    if (!lines) return;
    for (const { bytes } of lines)
      for (const [, sha] of bytes.toString().matchAll(SUM)) candidates.delete(sha as string);
    next += lines.length;
  }
}

const SUM = /"([0-9a-f]{64})"/g;
