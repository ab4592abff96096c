import { BacklogError } from '../../domain/errors.ts';
import type { Backend, PutResult } from '../backend.ts';
import type { Attempted } from '../figures.ts';
import { admitWriter, checkWriter, type StoreFormat } from '../format.ts';
import type { CheckpointParts } from '../state/checkpoint.ts';
import type { StageContext, Tx } from '../state/stage.ts';
import type { LiveState } from '../state/state.ts';
import type { Timing } from '../timing.ts';
import type { CommitResult, WriteMeta } from '../types.ts';
import type { Commit } from './commit.ts';
import { applyCommit } from './fold.ts';
import type { LogReader } from './log-reader.ts';
import { type Made, makeCommit, watchAttempts } from './make-commit.ts';
import { appendCommit, appendInTurn, putCommit, type Sealed } from './put-commit.ts';
import type { Traffic } from './traffic.ts';
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
  wanted: CheckpointParts;
  /**
   * Names of the turns at the last refresh. Undefined if the state was not refreshed for this write. Then the commit must
   * be appended in one step, which fails if the state is old.
   */
  turns: readonly string[] | undefined;
  /** Reads the commits of other processes and returns the names of turns. */
  refresh: () => Promise<string[]>;
  /** How often others commit. Undefined on a medium that doesn't append. */
  traffic: Traffic | undefined;
  /** Returns the number of the newest change that this machine has confirmed. The log must have it. */
  confirmed: () => number;
  /** Receives each attempt to commit: how long the medium needed. */
  tried: (attempt: Attempted) => void;
  /** Receives the new commit. */
  made: (commit: Commit) => Promise<void>;
}

/**
 * Runs the function on the newest state and commits its changes. If another writer takes the number first, applies its
 * commits and tries again. If the function is slow, or others are faster again and again, they wait for it.
 */
export async function writeCommit<T>(
  context: WriterContext,
  meta: WriteMeta,
  fn: (tx: Tx) => T,
): Promise<CommitResult<T>> {
  const { timing, backend } = context;
  const start = timing.monotonic();
  let worked = 0;
  let slowest = 0;
  /** The longest attempt, in milliseconds. It may have waited for a server, in which time nobody wrote. */
  let longest = 0;
  let turn: string | undefined;
  let mayQueue = backend.appendInTurn !== undefined;
  let mustQueue = false;
  /** Set if the commit is too long for a turn in the queue of writers, which others have. */
  let isApart = false;
  const attempts = watchAttempts<Made<T>>(context.state);
  const make = (): Made<T> => {
    const landed = attempts.landed();
    if (landed) return landed;
    const made = makeCommit(context, meta, fn);
    if (made.sealed) {
      // A database that appends compares the format with this one, and knows nothing of versions.
      checkWriter(backend, context.format);
      attempts.add(made.sealed.commit.tx, made);
    }
    return made;
  };
  const finish = async (): Promise<CommitResult<T> | undefined> => {
    const ours = attempts.landed();
    if (ours?.sealed) await context.made(ours.sealed.commit);
    return ours?.sealed && { value: ours.value, seq: ours.sealed.commit.seq };
  };
  try {
    for (let attempt = 1; ; attempt++) {
      const began = timing.monotonic();
      const inTurn =
        mayQueue &&
        (mustQueue || attempt > FREE_ATTEMPTS || slowest > LONG_MS || context.traffic?.isContended() === true);
      if (context.turns?.length) context.turns = await letPass({ ...context, turns: context.turns }, turn);
      const { made, how } = inTurn
        ? await commitInTurn(context, make, { slowest, turn })
        : await commit(context, make, turn);
      if (made && !made.sealed) return { value: made.value, seq: null };
      const { took = 0 } = made ?? {};
      const ms = timing.monotonic() - began - took;
      const isOld = how === 'old' || how === 'apart';
      if (!isOld) context.tried({ ms, isMade: how === 'made' });
      context.traffic?.tried(ms, inTurn);
      const done = await finish();
      if (done) return done;
      worked += took;
      slowest = Math.max(slowest, took);
      if (how === 'apart') {
        mayQueue = false;
        isApart = made !== undefined;
      }
      if (how === 'queue') mayQueue = mustQueue = true;
      if ((took > LONG_MS || isApart) && !mayQueue)
        turn = await takeTurn(context, { ms: took + ms, id: context.ids() }, turn);
      if (!isOld && !mayQueue)
        await timing.sleep(timing.random() * pauseAfter(attempt, timing.monotonic() - began - took));
      if (isOld || how === 'taken') context.turns = await context.refresh();
      const late = await finish();
      if (late) return late;
      longest = Math.max(longest, timing.monotonic() - began - took);
      const waited = timing.monotonic() - start - worked - longest;
      if (attempt >= LEAST_ATTEMPTS && waited > context.deadlineMs)
        throw contention(context.backend.location, attempt, waited);
    }
  } catch (error) {
    // A failure after the commit doesn't undo it.
    const done = await finish();
    if (done) return done;
    throw error;
  } finally {
    attempts.end();
    if (turn) await endTurn(context, turn);
  }
}

/**
 * The result of an attempt. `behind`: others committed first, and the state has their commits. `queue`: the same, but the
 * next attempt must wait for its turn. `taken`: others did, and the state has not. `old`: the state must be refreshed before
 * the commit can be tried. `apart`: the same, and the medium can't append it in a turn.
 */
type Outcome = 'made' | 'behind' | 'queue' | 'taken' | 'old' | 'apart';

/** Makes a commit and tries to write it. */
async function commit<T>(context: WriterContext, make: () => Made<T>, turn?: string): Promise<Attempt<T>> {
  const made = await makeOnNewest(context, make);
  return { made, how: made.sealed && !hasLanded(context, made) ? await put(context, made.sealed, turn) : 'made' };
}

interface Attempt<T> {
  /** Undefined if the state is too old to make the commit. */
  made: Made<T> | undefined;
  how: Outcome;
}

/**
 * On a state that was not refreshed for this write, the function may refuse, or have nothing to change, because the state
 * is old. Then it runs again on the newest state.
 */
async function makeOnNewest<T>(context: WriterContext, make: () => Made<T>): Promise<Made<T>> {
  if (context.turns) return make();
  if (context.confirmed() <= context.state.seq)
    try {
      const made = make();
      if (made.sealed) return made;
    } catch {}
  context.turns = await letPass({ ...context, turns: await context.refresh() }, undefined);
  return make();
}

/** Makes a commit when this writer's turn has come, and writes it while the others wait. */
async function commitInTurn<T>(
  context: WriterContext,
  make: () => Made<T>,
  { slowest, turn }: { slowest: number; turn: string | undefined },
): Promise<Attempt<T>> {
  let made: Made<T> | undefined;
  const confirmed = context.confirmed();
  const answer = await appendInTurn(context, {
    heldMs: Math.min(LONGEST_HELD_MS, HELD_MS + 2 * slowest),
    turn,
    make() {
      if (confirmed > context.state.seq) return null;
      made = make();
      return hasLanded(context, made) ? null : (made.sealed ?? null);
    },
  });
  if (typeof answer === 'string') return { made, how: IN_TURN[answer] };
  apply(context, made!.sealed!, answer);
  return { made, how: 'made' };
}

/** What an answer to an attempt in a turn means. */
const IN_TURN = { behind: 'behind', queue: 'behind', turn: 'old', unsure: 'apart' } as const;

/** Whether the log already has a commit, of which the medium didn't say so. A new one has the next number. */
function hasLanded({ state }: WriterContext, { sealed }: Made<unknown>): boolean {
  return sealed !== undefined && sealed.commit.seq <= state.seq;
}

async function put(context: WriterContext, sealed: Sealed, turn?: string): Promise<Outcome> {
  const appended = await appendCommit(context, sealed, turn);
  if (appended === 'behind' || appended === 'queue') return appended;
  if (appended === 'turn' || (appended === 'unsure' && !context.turns)) return 'old';
  if (appended === 'unsure') await admitWriter(context.backend, context.format);
  const file = appended === 'unsure' ? await putCommit(context, sealed) : appended;
  if (!file) return 'taken';
  apply(context, sealed, file);
  return 'made';
}

/** Applies the new commit to the state. */
function apply({ state }: WriterContext, { commit }: Sealed, { tag }: PutResult): void {
  applyCommit(state, commit);
  state.tags.set(commit.seq, tag);
  state.sums.set(commit.seq, commit.sum);
  state.verified = true;
}

/**
 * Returns the longest pause before the next attempt on a medium without a queue, in milliseconds. Attempts take longer on a server than on a disk, and
 * then meet more often. The more often a writer has lost, the more others there are.
 */
function pauseAfter(attempt: number, lostMs: number): number {
  return Math.min(MAX_PAUSE_MS, attempt * Math.max(1, PAUSE_FACTOR * lostMs));
}

/**
 * Number of attempts before a writer queues, on a medium with a queue. While one waits, all others must, and each turn
 * takes a round trip more than an attempt.
 */
const FREE_ATTEMPTS = 4;
/** Maximum time between two statements of a writer whose turn it is, beside the time of its function, in milliseconds. */
const HELD_MS = 2_000;
/** The same with that time: a process can be stopped in its function for hours. */
const LONGEST_HELD_MS = 30_000;
/** Minimum number of attempts before a writer gives up, even if its process slept past the time limit. */
const LEAST_ATTEMPTS = 10;
const MAX_PAUSE_MS = 250;
/** The pause after the first lost attempt is up to this many times as long as the attempt. */
const PAUSE_FACTOR = 2;

function contention(location: string, attempts: number, waited: number): BacklogError {
  return new BacklogError('contention', `can't write to ${location}: other processes wrote first, ${attempts} times`, {
    hint: 'Nothing was changed. Try again. If it fails again, see who writes: `backlog history`',
    data: { attempts, waitedMs: Math.round(waited) },
  });
}
