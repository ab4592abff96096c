import { createHash } from 'node:crypto';
import { BacklogError } from '../../domain/errors.ts';
import type { Backend, HeldFile } from '../backend.ts';
import { isDamage } from '../failure.ts';
import { checkpointPath } from '../layout.ts';
import { hasManifest, isSound, listsOf, listsPath, readCheckpoint } from '../state/checkpoint.ts';
import { hasSum, type KindFacts, listCheckpoints, type Manifest, readManifest } from '../state/documents.ts';
import { kindPieces, kindRuns } from '../state/kind-file.ts';
import { LISTS } from '../state/long-lists.ts';
import type { LiveState } from '../state/state.ts';
import { type ChainState, proveSuspect, type Walked } from './chain.ts';
import type { Extent, Numbered } from './commits.ts';
import { BY_FIX, BY_SALVAGE, FROM_BACKUP, NOTHING, type StoreProblem } from './report.ts';

/** Returns the numbers of the complete checkpoints, lowest first. Without a manifest, a writer ended early. */
export async function findCheckpoints(backend: Backend): Promise<number[]> {
  const checkpoints: number[] = [];
  for (const seq of (await listCheckpoints(backend)).reverse())
    if (await hasManifest(backend, seq)) checkpoints.push(seq);
  return checkpoints;
}

/**
 * Judges the checkpoints that are newer than the last change. A sound one proves that changes were lost. Any other is
 * skipped by every reader, so it can go.
 * @returns the numbers of the sound ones, and the problems
 */
export async function checkpointsBeyond(
  backend: Backend,
  { last }: Extent,
  checkpoints: readonly number[],
): Promise<{ sound: number[]; problems: StoreProblem[] }> {
  const sound: number[] = [];
  const problems: StoreProblem[] = [];
  for (const seq of checkpoints.filter((seq) => seq > last)) {
    const file = `${backend.location}/${checkpointPath(seq)}`;
    if (await isSound(backend, seq)) {
      sound.push(seq);
      const lost = `changes ${last + 1} to ${seq}; this checkpoint has their resulting state`;
      problems.push({ file, problem: `it is newer than the last change, ${last}`, lost, cure: BY_SALVAGE });
    } else {
      const cure = `remove it, because no process can read it: ${BY_FIX}`;
      problems.push({
        file,
        problem: "its files don't match its manifest",
        lost: NOTHING,
        cure,
        mend: { checkpoint: seq },
      });
    }
  }
  return { sound, problems };
}

/** Compares a checkpoint with its commit and with the state. If the state is unknown, loads it from this checkpoint. */
export async function compareCheckpoint(
  backend: Backend,
  at: Numbered,
  chain: ChainState,
  walked: Walked,
): Promise<void> {
  if (!(await hasManifest(backend, at.seq))) return;
  const manifest = await readManifest(backend, at.seq);
  if (manifest) proveSuspect(chain, manifest.head);
  const found = await faultsOf(backend, { at, manifest }, chain, walked.state);
  for (const [name, problem] of found)
    walked.problems.push(damagedCheckpoint(backend, { seq: at.seq, name, problem }, chain.whole));
  if (found.length > 0) return;
  if (at.commit || isHealed(at, walked)) walked.sound = at.seq;
  else chain.unconfirmed = at.seq;
  if (chain.whole) return;
  const snapshot = await readCheckpoint(backend, at.seq, {});
  if (!snapshot) return;
  walked.state.load(snapshot, true);
  Object.assign(chain, { link: snapshot.head, whole: true });
}

function isHealed({ seq }: Numbered, { damages }: Walked): boolean {
  const last = damages.at(-1);
  return last?.seq === seq && last.healed !== null;
}

/** The name of a damaged file (empty for the checkpoint as a whole), and its problem. */
type Fault = [name: string, problem: string];

/** Compares the checkpoint with the state. If that is unknown, checks the files against their manifest. */
async function faultsOf(
  backend: Backend,
  { at, manifest }: { at: Numbered; manifest: Awaited<ReturnType<typeof readManifest>> },
  chain: ChainState,
  state: LiveState,
): Promise<Fault[]> {
  if (!manifest) return [['_checkpoint.json', "it can't be read"]];
  if (at.commit && manifest.head !== at.commit.sum)
    return [['_checkpoint.json', `its change ${at.seq} differs from the log`]];
  if (chain.whole) return differences(backend, manifest, state);
  return (await isSound(backend, at.seq)) ? [] : [['', "its files don't match its manifest"]];
}

/** Returns the problem of a damaged checkpoint. It can be fixed by deletion if the commits give the same state. */
function damagedCheckpoint(
  backend: Backend,
  { seq, name, problem }: { seq: number; name: string; problem: string },
  whole: boolean,
): StoreProblem {
  const folder = checkpointPath(seq);
  const file = `${backend.location}/${folder}${name && `/${name}`}`;
  if (whole)
    return {
      file,
      problem,
      lost: NOTHING,
      cure: `remove the checkpoint, because the log has the same data: ${BY_FIX}`,
      mend: { checkpoint: seq },
    };
  return {
    file,
    problem,
    lost: `the state at change ${seq}, unless the changes before it become readable again`,
    cure: FROM_BACKUP,
  };
}

async function differences(backend: Backend, manifest: Manifest, state: LiveState): Promise<Fault[]> {
  const folder = checkpointPath(manifest.seq);
  const present = (await backend.list(folder)).map(({ name }) => name).filter((name) => !name.startsWith('_'));
  const expected = state.kinds().map((kind) => `${kind}.json`);
  const found = present
    .filter((name) => !expected.includes(name))
    .map((name): Fault => [name, 'the log has no such records']);
  const lists = manifest.lists && (await listsOf(backend, manifest));
  if (manifest.lists && !(lists && (await hasSum(backend, listsPath(manifest.seq), manifest.lists))))
    return [...found, [LISTS, lists ? 'its content was changed' : 'it is missing or has another length']];
  for (const kind of state.kinds()) {
    const bytes = await backend.get(`${folder}/${kind}.json`);
    if (!bytes) found.push([`${kind}.json`, 'it is missing']);
    else if (sumWithLists(bytes, manifest.kinds[kind], lists) !== sumOf(kindPieces(state.records(kind))))
      found.push([`${kind}.json`, 'it differs from the log']);
  }
  return found;
}

/** Hashes the file of a kind as if its long lists were in the records. Returns null if the lists are unreadable. */
function sumWithLists(bytes: Buffer, facts: KindFacts | undefined, lists: HeldFile | null | undefined): string | null {
  if (!facts?.lists || !lists) return sumOf([bytes]);
  try {
    return sumOf(kindPieces(new Map([...kindRuns(bytes, lists)].flat())));
  } catch (error) {
    if (error instanceof BacklogError && !isDamage(error)) throw error;
    return null;
  }
}

function sumOf(pieces: Iterable<string | Uint8Array>): string {
  const hash = createHash('sha256');
  for (const piece of pieces) hash.update(piece);
  return hash.digest('hex');
}
