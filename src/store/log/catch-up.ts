import type { Backend } from '../backend.ts';
import { DamagedTail, damaged, isDamage, replaced, type TailDamage } from '../failure.ts';
import type { StoreFormat } from '../format.ts';
import { checkpointPath, HISTORY } from '../layout.ts';
import { type CheckpointParts, readCheckpoint } from '../state/checkpoint.ts';
import { listCheckpoints } from '../state/documents.ts';
import { BEFORE_ALL, type LiveState } from '../state/state.ts';
import { assertCommit, isOfLaterVersion, linkOf, parseCommit } from './commit.ts';
import { foldUpTo, missing, OtherPast } from './fold.ts';
import { builtSegments, createLogReader, type ListedFile, type LogReader, readUnpacked } from './log-reader.ts';

/** Arguments for reading the commits of other processes. */
export interface CatchUpParts {
  backend: Backend;
  state: LiveState;
  log: LogReader;
  wanted: CheckpointParts;
}

export interface LogListing {
  /** The log's files, from the number at which other processes start to read. */
  files: ListedFile[];
  /** Names of turns, see {@link turnName}. */
  turns: string[];
}

/**
 * Applies all commits that the state lacks. Also checks that the state's last commit is unchanged, and that no file is
 * missing after the checkpoint at which other processes start to read. Without new commits, it costs one listing.
 * @throws BacklogError `store` for a missing commit, two different commits of one number, or another history
 * @throws DamagedTail if the state has all sound commits, and the log continues with damage
 */
export async function catchUp(synced: CatchUpParts): Promise<LogListing> {
  const { backend, state, log } = synced;
  let goneAt: number | undefined;
  for (;;) {
    const base = Math.max(log.floor, state.base);
    const listed = await log.listFrom(Math.min(base + 1, state.seq));
    const { files } = listed;
    const last = files.at(-1);
    const newest = Math.max(last?.seq ?? 0, log.floor);
    if (newest > state.seq) {
      const seen = tagsOf(files, state.seq, synced);
      await foldUpTo(newest, synced).catch((error) => throwJudged(error, files, synced));
      for (const [seq, tag] of seen) state.tags.set(seq, tag);
      if (newest !== last?.seq) continue;
    } else if (state.seq > 0) {
      const found = last?.seq === state.seq ? await lookAtLast(synced, last) : 'missing';
      // If the file has disappeared since the listing, it was packed, and later commits exist. A name that is listed again
      // without a file is a link to nowhere.
      if (found === 'gone' && goneAt !== state.seq) {
        goneAt = state.seq;
        continue;
      }
      if (found !== 'same' && (await log.advanceFloor()) > state.seq) continue;
      if (found !== 'same') throw lost(synced, found === 'other');
    }
    const hole = firstHole(files, Math.max(base, log.floor), state.seq);
    if (hole === undefined) return listed;
    if ((await log.advanceFloor()) >= hole) continue;
    if (!(await readUnpacked(backend, hole))) throw missing(log, hole);
    return listed;
  }
}

/**
 * Returns the tags of the files after a number. Take them before the files are read: then a file that changes during the
 * read has another tag, and {@link assertBehind} reads it again. A lazy state only compares its last commit.
 */
function tagsOf(files: readonly ListedFile[], after: number, { wanted }: CatchUpParts): [seq: number, tag: string][] {
  const read = wanted.lazy ? files.slice(-1) : files.filter(({ seq }) => seq > after);
  return read.map(({ seq, facts }) => [seq, facts()?.tag ?? '']);
}

/**
 * Checks that the commits in the files are still those that this process has read. Reads each file whose tag has
 * changed. So this process never writes a commit after a damaged one.
 */
export async function assertBehind({ backend, state, log }: CatchUpParts, files: readonly ListedFile[]): Promise<void> {
  const base = Math.max(log.floor, state.base);
  for (const seq of [...state.sums.keys()].filter((known) => known <= base)) {
    state.sums.delete(seq);
    state.tags.delete(seq);
  }
  for (const { seq, facts } of files) {
    const sum = state.sums.get(seq);
    const tag = facts()?.tag ?? '';
    if (sum === undefined || (tag !== '' && tag === state.tags.get(seq))) continue;
    const line = await readUnpacked(backend, seq);
    const isSame = line !== null && parseCommit(line).sum === sum;
    // If the commit was packed, its file is gone, or a writer that slept has created another one for a moment.
    if (!isSame && (await log.advanceFloor()) < seq)
      throw line ? damaged(line.file, `change ${seq} is not the one it was`) : missing(log, seq);
    state.tags.set(seq, tag);
  }
}

/**
 * Finds out what damage means that stopped the folding. It is damage of the tail if the state's last commit still is the
 * one in the files, and no sound commit follows, and the next one is not of a later version. A file that another process
 * is still writing is no damage: `put` gives a file its name only after its whole content is durable. So a torn file
 * never becomes whole, and waiting is useless.
 */
async function throwJudged(error: unknown, files: readonly ListedFile[], synced: CatchUpParts): Promise<never> {
  const { state, log, backend } = synced;
  // A list of the checkpoint can be damaged, too. Then the next checkpoint may do.
  if (!isDamage(error) || error.data?.file !== log.fileOf(state.seq + 1)) throw error;
  const isOurs = state.seq > 0 && (await isInFiles(synced));
  if (!isOurs) throw state.verified || state.seq === 0 ? error : new OtherPast();
  state.verified = true;
  if (state.seq < log.floor) throw error;
  const next = await readUnpacked(backend, state.seq + 1);
  if (next && isOfLaterVersion(next)) throw error;
  for (const { seq } of files) if (seq > state.seq + 1 && (await isSoundAt(backend, seq))) throw error;
  const { file, damage } = error.data as { file: string; damage: string };
  throw new DamagedTail({ after: state.seq, to: files.at(-1)?.seq ?? state.seq + 1, file, problem: damage });
}

/** Checks whether the files still have the last commit of the state. */
async function isInFiles({ state, log }: CatchUpParts): Promise<boolean> {
  const [line] = await log.read(state.seq, state.seq).catch(() => []);
  return line !== undefined && linkOf(line).sum === state.head;
}

async function isSoundAt(backend: Backend, seq: number): Promise<boolean> {
  const line = await readUnpacked(backend, seq);
  try {
    return line !== null && parseCommit(line).seq === seq;
  } catch {
    return false;
  }
}

/** Compares the newest file of the log with the last commit of the state. */
async function lookAtLast(
  { backend, state, wanted }: CatchUpParts,
  last: ListedFile,
): Promise<'same' | 'other' | 'gone'> {
  const tag = last.facts()?.tag ?? '';
  if (tag !== '' && tag === state.tags.get(state.seq)) return 'same';
  const line = await readUnpacked(backend, state.seq);
  if (!line) return 'gone';
  if (linkOf(line).sum !== state.head) return 'other';
  if (wanted.lazy) state.unverified.push(() => [line]);
  else assertCommit(line);
  state.tags.set(state.seq, tag);
  state.verified = true;
  return 'same';
}

/** Returns the first number after `base`, up to `to`, without a file in the log. */
function firstHole(files: readonly ListedFile[], base: number, to: number): number | undefined {
  let expected = base + 1;
  for (const { seq } of files) if (seq === expected) expected++;
  return expected <= to ? expected : undefined;
}

function lost({ backend, state, log }: CatchUpParts, other: boolean): Error {
  if (!state.verified) return new OtherPast();
  if (state.seq <= log.floor)
    return damaged(log.fileOf(state.seq + 1), 'it is missing: the log always goes beyond the history');
  return replaced(backend.location, `${log.fileOf(state.seq)} is ${other ? 'another commit' : 'gone'}`);
}

/**
 * Loads the newest state from the highest checkpoint that is readable and fits the log. If there is none, applies all
 * commits from the first one on.
 * @returns the log's reader, the number of the checkpoint (0 for none), and damage after the last sound commit
 */
export async function loadState(
  backend: Backend,
  format: StoreFormat,
  state: LiveState,
  wanted: CheckpointParts,
): Promise<{ log: LogReader; checkpoint: number; tail: TailDamage | null }> {
  const size = format.segment;
  const log = createLogReader(backend, size, builtSegments(await backend.list(HISTORY), size));
  const tried: number[] = [];
  const foreign: number[] = [];
  for (;;) {
    // If a checkpoint has been deleted, a newer one exists. So each attempt lists the checkpoints again.
    const listed = await listCheckpoints(backend).catch(() => []);
    const checkpoint = listed.find((seq) => !tried.includes(seq)) ?? 0;
    const empty = { seq: 0, head: format.store, at: BEFORE_ALL, kinds: new Map() };
    const snapshot = checkpoint === 0 ? empty : await readCheckpoint(backend, checkpoint, wanted).catch(() => null);
    tried.push(checkpoint);
    if (!snapshot) continue;
    state.load(snapshot, checkpoint === 0);
    const folder = `${backend.location}/${checkpointPath(checkpoint)}/`;
    const found = await judged(catchUp({ backend, state, log, wanted }), folder);
    if (found === 'damaged') continue;
    if (found === 'agrees' || found instanceof DamagedTail) {
      const tail = found === 'agrees' ? null : found.tail;
      const beyond = foreign.find((seq) => seq > (tail?.to ?? state.seq));
      if (beyond === undefined) return { log, checkpoint, tail };
      throw damaged(`${backend.location}/${checkpointPath(beyond)}`, `the log ends before it, at change ${state.seq}`);
    }
    foreign.push(checkpoint);
  }
}

/**
 * Checks whether a checkpoint fits the log, by applying the commits after it. This can read a long list and so find
 * damage in the checkpoint.
 */
async function judged(
  catchingUp: Promise<unknown>,
  folder: string,
): Promise<'agrees' | 'other past' | 'damaged' | DamagedTail> {
  try {
    await catchingUp;
    return 'agrees';
  } catch (error) {
    if (error instanceof OtherPast) return 'other past';
    if (error instanceof DamagedTail) return error;
    if (isDamage(error) && String(error.data?.file).startsWith(folder)) return 'damaged';
    throw error;
  }
}
