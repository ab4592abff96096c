import type { Backend } from './backend.ts';
import { damaged } from './failure.ts';
import { BLOBS, blobPath } from './layout.ts';
import type { LogReader } from './log.ts';

const DAY_MS = 24 * 3_600_000;

/**
 * Removes blobs that are a day old and that no commit ever named: their writer ended between keeping the text and
 * naming it. Blobs of documents that are gone stay, for undo and the history. The number of blobs removed. Where nothing makes
 * a blob young again (an object store) none is removed.
 */
export async function removeUnnamedBlobs(backend: Backend, log: LogReader, range: { last: number; now: number }) {
  if (!backend.upkeep) return 0;
  const before = range.now - DAY_MS;
  const candidates = new Set<string>();
  for (const { name: folder } of await backend.list(BLOBS)) {
    for (const { name: sha, facts } of await backend.list(`${BLOBS}/${folder}`))
      if ((facts()?.modified ?? before) < before) candidates.add(sha);
  }
  if (candidates.size === 0) return 0;
  await forgetNamed(candidates, log, range.last);
  return backend.upkeep.collect([...candidates].map(blobPath), before);
}

/** Any text that looks like a sum counts as a name: records of newer versions may name blobs in fields of their own. */
async function forgetNamed(candidates: Set<string>, log: LogReader, last: number): Promise<void> {
  for (let next = 1; next <= last; ) {
    const lines = await log.read(next, last);
    if (lines.length === 0) throw damaged(log.fileOf(next), 'it is missing, but later ones are there');
    for (const { bytes } of lines)
      for (const [, sha] of bytes.toString().matchAll(SUM)) candidates.delete(sha as string);
    next += lines.length;
  }
}

const SUM = /"([0-9a-f]{64})"/g;
