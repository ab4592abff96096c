import type { Backend } from './backend.ts';
import { loadNewest, type Wanted } from './checkpoint.ts';
import { type Commit, kindNeedle, parseCommit, readCommit } from './commit.ts';
import { damaged } from './failure.ts';
import type { Format } from './format.ts';
import { commitNumber, LOG } from './layout.ts';
import { countSegments, createLogReader, type LogReader } from './log.ts';
import type { LiveState } from './state.ts';

/** Brings the state from nothing to the newest checkpoint; returns the reader that goes on from there. */
export async function loadState(
  backend: Backend,
  format: Format,
  state: LiveState,
  wanted: Wanted,
): Promise<{ log: LogReader; checkpoint: number }> {
  const snapshot = await loadNewest(backend, wanted);
  state.seq = snapshot?.seq ?? 0;
  state.head = snapshot?.head ?? format.store;
  if (snapshot) state.at = snapshot.at;
  for (const [kind, records] of snapshot?.kinds ?? []) state.load(kind, records);
  const size = format.segment;
  const log = createLogReader(backend, size, await countSegments(backend, size));
  return { log, checkpoint: state.seq };
}

/**
 * Applies every commit that the state does not have yet. Commits that cannot concern the wanted kinds are passed over; the sums
 * of commits are left to those who read everything.
 */
export async function catchUp(state: LiveState, log: LogReader, { kinds, lazy }: Wanted): Promise<void> {
  const needles = kinds?.map(kindNeedle);
  const read = lazy ? readCommit : parseCommit;
  for (;;) {
    const batch = await log.next(state.seq + 1);
    if (!batch) return;
    for (const line of needles ? batch.matching(needles) : batch.lines()) {
      const commit = read(line.bytes, line.seq, line.file);
      if (!needles && commit.prev !== state.head)
        throw damaged(line.file, `commit ${line.seq} does not follow the commit before it`);
      applyCommit(state, commit);
    }
  }
}

/** Like {@link catchUp}, and makes sure that nothing is missing: going on behind a lost commit would fork the log. */
export async function catchUpWhole(backend: Backend, state: LiveState, log: LogReader, wanted: Wanted): Promise<void> {
  const numbers = (await backend.list(LOG)).map(commitNumber);
  await catchUp(state, log, wanted);
  if (numbers.some((seq) => seq !== null && seq > state.seq)) {
    throw damaged(`${backend.place}/${LOG}`, `commit ${state.seq + 1} is missing, but later ones are there`);
  }
}

/** Takes a commit into the state, as everybody who reads it later will. */
export function applyCommit(state: LiveState, commit: Commit): void {
  for (const change of commit.changes) {
    if (state.holds(change.kind)) state.change(change);
  }
  state.folded += commit.changes.length;
  state.seq = commit.seq;
  state.head = commit.sum;
  state.at = commit.at;
}
