import { present } from '../../base/present.ts';
import { BacklogError } from '../../domain/errors.ts';
import type { Backend } from '../backend.ts';
import { admitWriter, type StoreFormat } from '../format.ts';
import { checkHere } from '../move/moved.ts';
import { type StageContext, type Staged, stage, type Tx } from '../state/stage.ts';
import type { LiveState } from '../state/state.ts';
import type { Timing } from '../timing.ts';
import type { CommitResult, WriteMeta } from '../types.ts';
import { COMMIT_VERSION, type Commit, seal } from './commit.ts';
import { applyCommit } from './fold.ts';
import type { LogReader } from './log-reader.ts';
import { isAt, putCommit, type Sealed } from './put-commit.ts';
import { endTurn, LONG_MS, letPass, takeTurn } from './turns.ts';

export interface WriterContext extends StageContext {
  backend: Backend;
  format: StoreFormat;
  state: LiveState;
  log: LogReader;
  timing: Timing;
  /**
   * Maximum time for retries after other writers took the number, in milliseconds. The time of the write's own work
   * doesn't count.
   */
  deadlineMs: number;
  /** Names of the turns at the last refresh. */
  turns: readonly string[];
  /** Reads the commits of other processes and returns the names of turns. */
  refresh: () => Promise<string[]>;
  /** Receives the new commit. */
  made: (commit: Commit) => Promise<void>;
}

/**
 * Runs the function on a refreshed state and commits its changes. If another writer takes the number first, refreshes
 * and tries again. If the function is slow, asks others to wait.
 */
export async function writeCommit<T>(
  context: WriterContext,
  meta: WriteMeta,
  fn: (tx: Tx) => T,
): Promise<CommitResult<T>> {
  const { timing } = context;
  const start = timing.monotonic();
  let worked = 0;
  let turn: string | undefined;
  try {
    for (let attempt = 1; ; attempt++) {
      await letPass(context, turn);
      checkHere(context.state, context.backend.location, meta.command);
      const began = timing.monotonic();
      const staged = stage(context.state, context, fn);
      const took = timing.monotonic() - began;
      if (staged.changes.length === 0) return { value: staged.value, seq: null };
      const sealed = seal(body(context, meta, staged));
      const { seq } = sealed.commit;
      if (await tryCommit(context, sealed)) return { value: staged.value, seq };
      worked += took;
      if (took > LONG_MS) turn = await takeTurn(context, { ms: took, id: context.ids() }, turn);
      await timing.sleep(timing.random() * pauseAfter(attempt, timing.monotonic() - began - took));
      context.turns = await context.refresh();
      if (await wasOurs(context, sealed.commit)) return { value: staged.value, seq };
      const waited = timing.monotonic() - start - worked;
      if (attempt >= LEAST_ATTEMPTS && waited > context.deadlineMs)
        throw contention(context.backend.location, attempt, waited);
    }
  } finally {
    if (turn) await endTurn(context, turn);
  }
}

/** Tries to write the commit. Returns false if its number is taken. */
async function tryCommit(context: WriterContext, sealed: Sealed): Promise<boolean> {
  const { backend, state, log } = context;
  await admitWriter(backend, context.format);
  const put = await putCommit(backend, log, sealed);
  if (!put) return false;
  const { seq, sum } = sealed.commit;
  applyCommit(state, sealed.commit);
  state.tags.set(seq, put.tag);
  state.sums.set(seq, sum);
  state.verified = true;
  await context.made(sealed.commit);
  return true;
}

/**
 * Checks after a refresh whether the commit that took the number is this one. Then the refresh has applied it already.
 * A state that reads lazily has no sums.
 */
async function wasOurs({ state, log, made }: WriterContext, commit: Commit): Promise<boolean> {
  const sum = state.sums.get(commit.seq);
  const ours = sum === undefined ? await isAt(log, commit) : sum === commit.sum;
  if (ours) await made(commit);
  return ours;
}

/**
 * Returns the longest pause before the next attempt, in milliseconds. Attempts take longer on a server than on a disk, and
 * then meet more often. The more often a writer has lost, the more others there are.
 */
function pauseAfter(attempt: number, lostMs: number): number {
  return Math.min(MAX_PAUSE_MS, attempt * Math.max(1, PAUSE_FACTOR * lostMs));
}

/**
 * Minimum number of attempts before a writer gives up, even after the time limit. So a process that slept gets some
 * attempts, too.
 */
const LEAST_ATTEMPTS = 10;
const MAX_PAUSE_MS = 250;
/** The pause after the first lost attempt is up to this many times as long as the attempt. */
const PAUSE_FACTOR = 2;

function body(
  { state, ids }: WriterContext,
  meta: WriteMeta,
  made: Omit<Staged<unknown>, 'value'>,
): Omit<Commit, 'sum'> {
  return {
    v: COMMIT_VERSION,
    seq: state.seq + 1,
    tx: ids(),
    prev: state.head,
    at: made.at,
    actor: meta.actor,
    command: meta.command,
    ...present({ outside: meta.outside, purged: made.purged, undoes: meta.undoes }),
    changes: made.changes,
  };
}

function contention(location: string, attempts: number, waited: number): BacklogError {
  return new BacklogError('contention', `can't write to ${location}: other processes wrote first, ${attempts} times`, {
    hint: 'Nothing was changed. Try again. If it fails again, see who writes: `backlog history`',
    data: { attempts, waitedMs: Math.round(waited) },
  });
}
