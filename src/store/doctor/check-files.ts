import { counted } from '../../base/amounts.ts';
import { BacklogError } from '../../domain/errors.ts';
import type { Archive } from '../../domain/records.ts';
import { readArchive } from '../archive/reader.ts';
import type { Backend } from '../backend.ts';
import { getBlob } from '../blobs/blobs.ts';
import { sha256 } from '../blobs/sha256.ts';
import { ARCHIVE_FOLDER, archiveName, archivePath, BLOBS, blobPath } from '../layout.ts';
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

/** Checks every referenced archive file, and that no task exists twice. Adds the blobs of archived tasks to `named`. */
export async function checkArchives(
  backend: Backend,
  { state, named }: Walked,
): Promise<{ count: number; problems: StoreProblem[] }> {
  const seen = new Map<number, string>();
  const problems: StoreProblem[] = [];
  for (const [, about] of state.all('archive')) {
    const problem = await faultOf(backend, about, { state, seen });
    if (problem !== undefined) problems.push(problemOfArchive(backend, about, problem));
    else for (const sha of await readArchive(backend, about).blobs()) named.add(sha);
  }
  return { count: seen.size, problems: [...problems, ...(await foreign(backend))] };
}

/** Text about a task that exists twice. */
type Twice = Pick<StoreProblem, 'problem' | 'cure'>;

/** Returns the problem of one archive file. `seen` maps the number of each archived task so far to its file. */
async function faultOf(
  backend: Backend,
  about: Archive,
  { state, seen }: { state: LiveState; seen: Map<number, string> },
): Promise<string | Twice | undefined> {
  const bytes = await backend.get(archivePath(about.file));
  if (!bytes) return 'it is missing';
  if (!about.file.endsWith(sha256(bytes))) return 'its content does not match its name';
  const out = new Set(about.out);
  let count = 0;
  try {
    for await (const { id, uuid } of readArchive(backend, about).rows()) {
      count++;
      if (out.has(uuid)) continue;
      if (state.get('task', uuid)) {
        const cure = `\`backlog delete ${id}\` and \`backlog purge ${id}\` remove the task in the queue; \`backlog archive restore ${id}\` restores the archived one`;
        return { problem: `task ${id} (${uuid}) is in the queue and in the archive`, cure };
      }
      const other = seen.get(id);
      if (other !== undefined) {
        const cure = `\`backlog archive restore ${id}\` restores one of them; then run \`backlog doctor\` again`;
        return { problem: `task ${id} is also in ${other}`, cure };
      }
      seen.set(id, about.file);
    }
  } catch (error) {
    if (!(error instanceof BacklogError)) throw error;
    return String(error.data?.damage ?? error.message);
  }
  return count === about.count ? undefined : `it has ${counted(count, 'task')} instead of ${about.count}`;
}

function problemOfArchive(backend: Backend, { file, count }: Archive, found: string | Twice): StoreProblem {
  const path = `${backend.location}/${archivePath(file)}`;
  if (typeof found !== 'string') return { file: path, lost: NOTHING, ...found };
  const lost = `up to ${count} archived tasks; their changes are still in the history`;
  return { file: path, problem: found, lost, cure: FROM_BACKUP };
}

/**
 * Reports files with unknown names in the archive's folder. It doesn't report unreferenced archive files, because these
 * are deleted after a day.
 */
async function foreign(backend: Backend): Promise<StoreProblem[]> {
  const names = (await backend.list(ARCHIVE_FOLDER)).map(({ name }) => name);
  return names
    .filter((name) => archiveName(name) === null)
    .map((name) => ({
      file: `${backend.location}/${ARCHIVE_FOLDER}/${name}`,
      problem: "this isn't the name of an archive file",
      lost: NOTHING,
      cure: "move it out of the queue's folder",
    }));
}
