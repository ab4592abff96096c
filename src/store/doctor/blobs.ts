import { BacklogError } from '../../domain/errors.ts';
import type { Backend } from '../backend.ts';
import { getBlob } from '../blobs/blobs.ts';
import { BLOBS, blobPath } from '../layout.ts';
import type { LiveState } from '../state/state.ts';
import type { Walked } from './chain.ts';
import { BY_FIX, FROM_BACKUP, NOTHING, type StoreProblem } from './report.ts';

/** Checks every blob that exists or that a commit references. */
export async function checkBlobs(
  backend: Backend,
  { named, state }: Walked,
): Promise<{ count: number; problems: StoreProblem[] }> {
  const there = new Set<string>();
  for (const { name: folder } of await backend.list(BLOBS)) {
    for (const { name: sha } of await backend.list(`${BLOBS}/${folder}`)) there.add(sha);
  }
  const problems: StoreProblem[] = [];
  for (const sha of new Set([...there, ...named])) {
    try {
      await getBlob(backend, sha);
    } catch (error) {
      if (!(error instanceof BacklogError)) throw error;
      problems.push(problemOf(backend, { sha, named: named.has(sha), said: error }, state));
    }
  }
  return { count: there.size, problems };
}

function problemOf(
  backend: Backend,
  { sha, named, said }: { sha: string; named: boolean; said: BacklogError },
  state: LiveState,
): StoreProblem {
  const path = blobPath(sha);
  const file = `${backend.location}/${path}`;
  const problem = said.code === 'not-found' ? 'it is missing' : String(said.data?.damage ?? said.message);
  if (!named)
    return {
      file,
      problem,
      lost: NOTHING,
      cure: `remove it, because nothing uses it: ${BY_FIX}`,
      mend: { remove: [path] },
    };
  const owners = ownersOf(sha, state);
  const lost = owners.length > 0 ? `the content of ${owners.join(', ')}` : 'content that only the history uses';
  return { file, problem, lost, cure: `${FROM_BACKUP}, or write the document or attach the file again` };
}

function ownersOf(sha: string, state: LiveState): string[] {
  const kinds = state
    .kinds()
    .map((kind) => [...state.records(kind).entries()].map(([id, record]) => ({ kind, id, record })));
  const owners = kinds.flat().filter(({ record }) => JSON.stringify(record).includes(sha));
  return owners.map(({ kind, id }) => `${kind} ${id}`);
}
