import type { Backend } from './backend.ts';
import { fold } from './change.ts';
import { loadNewest } from './checkpoint.ts';
import { type Commit, kindNeedle, parseCommit, readCommit } from './commit.ts';
import { damaged } from './failure.ts';
import type { Format } from './format.ts';
import { commitNumber, LOG, SEGMENT } from './layout.ts';
import { countSegments, createLogReader, type Line, type LogReader } from './log.ts';
import type { LiveState } from './state.ts';

/** Brings the state from nothing to the newest checkpoint; returns the reader that goes on from there. */
export async function loadState(
  backend: Backend,
  format: Format,
  state: LiveState,
  only?: readonly string[],
): Promise<{ log: LogReader; checkpoint: number }> {
  const snapshot = await loadNewest(backend, only);
  state.seq = snapshot?.seq ?? 0;
  state.head = snapshot?.head ?? format.store;
  if (snapshot) state.at = snapshot.at;
  for (const [kind, records] of snapshot?.kinds ?? []) state.load(kind, new Map(records));
  const size = format.segment ?? SEGMENT;
  const log = createLogReader(backend, size, await countSegments(backend, size));
  return { log, checkpoint: state.seq };
}

/** Applies every commit that the state does not have yet. With `only`, commits that cannot concern those kinds are passed over. */
export async function catchUp(state: LiveState, log: LogReader, only?: readonly string[]): Promise<void> {
  const needles = only?.map(kindNeedle);
  for (;;) {
    const batch = await log.next(state.seq + 1);
    if (!batch) return;
    if (needles) applyMatching(state, batch.matching(needles));
    else for (const line of batch.lines()) applyLine(state, line);
  }
}

/** Like {@link catchUp}, and makes sure that nothing is missing: going on behind a lost commit would fork the log. */
export async function catchUpWhole(
  backend: Backend,
  state: LiveState,
  log: LogReader,
  only?: readonly string[],
): Promise<void> {
  const numbers = (await backend.list(LOG)).map(commitNumber);
  await catchUp(state, log, only);
  if (numbers.some((seq) => seq !== null && seq > state.seq)) {
    throw damaged(`${backend.place}/${LOG}`, `commit ${state.seq + 1} is missing, but later ones are there`);
  }
}

/** Takes a commit into the state, as everybody who reads it later will. */
export function applyCommit(state: LiveState, commit: Commit): void {
  for (const change of commit.changes) {
    if (state.holds(change.kind))
      state.set(change.kind, change.id, fold(state.records(change.kind).get(change.id), change));
  }
  state.folded += commit.changes.length;
  state.seq = commit.seq;
  state.head = commit.sum;
  state.at = commit.at;
}

function applyLine(state: LiveState, line: Line): void {
  const commit = parseCommit(line.bytes, line.seq, line.file);
  if (commit.prev !== state.head) throw damaged(line.file, `commit ${line.seq} does not follow the commit before it`);
  applyCommit(state, commit);
}

/** The sums of commits in between are left to those who read everything; the last one is what the next commit follows. */
function applyMatching(state: LiveState, lines: readonly Line[]): void {
  for (const [i, line] of lines.entries()) {
    const read = i === lines.length - 1 ? parseCommit : readCommit;
    applyCommit(state, read(line.bytes, line.seq, line.file));
  }
}
