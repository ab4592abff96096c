import { createHash } from 'node:crypto';
import { BacklogError } from '../domain/errors.ts';
import type { Backend } from './backend.ts';
import { getBlob } from './blobs.ts';
import { listCheckpoints, readManifest } from './checkpoint.ts';
import { parseCommit } from './commit.ts';
import type { Format } from './format.ts';
import { kindPieces } from './kind-file.ts';
import { BLOBS, checkpointPath, commitNumber, HISTORY, LOG, segmentPath } from './layout.ts';
import { builtSegments, createLogReader } from './log.ts';
import { createState, type LiveState } from './state.ts';
import { applyCommit } from './sync.ts';

export interface Problem {
  file: string;
  problem: string;
}

/** What a complete reading of a store found. */
export interface Report {
  ok: boolean;
  problems: Problem[];
  /** Number of the last commit. */
  seq: number;
  /** Number of the last packed commit, -1 for none. */
  floor: number;
  checkpoints: number[];
  blobs: number;
  /** Records by kind. */
  records: Record<string, number>;
}

/** Reads all there is: every sum, the chain, every checkpoint against the folded log byte for byte, every blob. */
export async function examine(backend: Backend, format: Format): Promise<Report> {
  const problems: Problem[] = [];
  const note = (file: string, problem: string) => problems.push({ file: `${backend.location}/${file}`, problem });
  const size = format.segment;
  const log = createLogReader(backend, size, builtSegments(await backend.list(HISTORY), size));
  const checkpoints = (await listCheckpoints(backend)).reverse();
  const listed = (await backend.list(LOG)).map(({ name }) => commitNumber(name));
  const state = createState();
  state.head = format.store;
  const named = new Set<string>();
  try {
    await foldAll(backend, state, log, { checkpoints, note, named });
  } catch (error) {
    if (!(error instanceof BacklogError)) throw error;
    problems.push({ file: String(error.data?.file ?? backend.location), problem: error.message });
  }
  if (listed.some((seq) => seq !== null && seq > state.seq))
    note(LOG, `commit ${state.seq + 1} is missing, but later ones are there`);
  for (const seq of checkpoints) if (seq > state.seq) note(checkpointPath(seq), 'it is beyond the last commit');
  await checkSegmentNames(backend, size, log.floor, note);
  const blobs = await checkBlobs(backend, named, problems);
  const records = Object.fromEntries(state.kinds().map((kind) => [kind, state.size(kind)]));
  return { ok: problems.length === 0, problems, seq: state.seq, floor: log.floor, checkpoints, blobs, records };
}

type Note = (file: string, problem: string) => void;

interface Findings {
  checkpoints: readonly number[];
  note: Note;
  /** Blobs that some commit names. */
  named: Set<string>;
}

async function foldAll(
  backend: Backend,
  state: LiveState,
  log: ReturnType<typeof createLogReader>,
  { checkpoints, note, named }: Findings,
): Promise<void> {
  const due = new Set(checkpoints);
  for (;;) {
    const lines = await log.read(state.seq + 1, state.seq + log.size);
    if (lines.length === 0) return;
    for (const line of lines) {
      const commit = parseCommit(line);
      if (commit.prev !== state.head)
        throw new BacklogError('store', `${line.file}: commit ${line.seq} does not follow the one before`, {
          data: { file: line.file },
        });
      applyCommit(state, commit);
      for (const [, sha] of line.bytes.toString().matchAll(BLOB_NAME)) named.add(sha as string);
      for (const sha of commit.purged ?? []) named.delete(sha);
      if (due.has(state.seq)) await compareCheckpoint(backend, state, note);
    }
  }
}

/** How a record names a blob: a field `blob`. */
const BLOB_NAME = /"blob":"([0-9a-f]{64})"/g;

async function compareCheckpoint(backend: Backend, state: LiveState, note: Note): Promise<void> {
  if (!(await readManifest(backend, state.seq))) return;
  const folder = checkpointPath(state.seq);
  const present = (await backend.list(folder)).map(({ name }) => name).filter((name) => !name.startsWith('_'));
  const expected = state.kinds().map((kind) => `${kind}.json`);
  for (const name of present.filter((file) => !expected.includes(file)))
    note(`${folder}/${name}`, 'the log has no such records');
  for (const kind of state.kinds()) {
    const bytes = await backend.get(`${folder}/${kind}.json`);
    const hash = createHash('sha256');
    for (const piece of kindPieces(state.records(kind))) hash.update(piece);
    const found = bytes && createHash('sha256').update(bytes).digest('hex');
    if (found !== hash.digest('hex'))
      note(`${folder}/${kind}.json`, bytes ? 'it differs from the folded log' : 'it is missing');
  }
}

async function checkSegmentNames(backend: Backend, size: number, floor: number, note: Note): Promise<void> {
  const known = new Set<string>();
  for (let index = 0; index * size <= floor; index++) known.add(segmentPath(index, size));
  for (const { name } of await backend.list(HISTORY)) {
    if (!known.has(`${HISTORY}/${name}`)) note(`${HISTORY}/${name}`, 'it does not follow the segments before it');
  }
}

async function checkBlobs(backend: Backend, named: ReadonlySet<string>, problems: Problem[]): Promise<number> {
  const there = new Set<string>();
  for (const { name: folder } of await backend.list(BLOBS)) {
    for (const { name: sha } of await backend.list(`${BLOBS}/${folder}`)) there.add(sha);
  }
  for (const sha of new Set([...there, ...named])) {
    try {
      await getBlob(backend, sha);
    } catch (error) {
      if (!(error instanceof BacklogError)) throw error;
      problems.push({ file: `${backend.location}/${BLOBS}/${sha}`, problem: error.message });
    }
  }
  return there.size;
}
