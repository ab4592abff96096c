import { present } from '../../base/present.ts';
import { BacklogError } from '../../domain/errors.ts';
import type { Backend, PutResult } from '../backend.ts';
import type { Attempted } from '../figures.ts';
import { admitWriter, type StoreFormat } from '../format.ts';
import { checkHere } from '../move/moved.ts';
import type { CheckpointParts } from '../state/checkpoint.ts';
import { type StageContext, type Staged, stage, type Tx } from '../state/stage.ts';
import type { LiveState } from '../state/state.ts';
import type { Timing } from '../timing.ts';
import type { CommitResult, WriteMeta } from '../types.ts';
import { appendCommit, appendInTurn } from './append-commit.ts';
import type { Attempts } from './attempts.ts';
import { COMMIT_VERSION, type Commit, seal } from './commit.ts';
import { applyCommit } from './fold.ts';
import type { LogReader } from './log-reader.ts';
import { putCommit, type Sealed } from './put-commit.ts';
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
  attempts: Attempts;
  /** How often others commit. */
  traffic: Traffic;
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
  let turn: string | undefined;
  let mayQueue = backend.appendInTurn !== undefined;
  let mustQueue = false;
  const tried = new Map<string, Made<T>>();
  const landed = () => tried.get(context.attempts.landed() ?? '');
  const make = (): Made<T> => {
    const made = landed() ?? makeCommit(context, meta, fn);
    if (made.sealed) {
      tried.set(made.sealed.commit.tx, made);
      context.attempts.add(made.sealed.commit.tx);
    }
    return made;
  };
  const finish = async (): Promise<CommitResult<T> | undefined> => {
    const ours = landed();
    if (ours?.sealed) await context.made(ours.sealed.commit);
    return ours?.sealed && { value: ours.value, seq: ours.sealed.commit.seq };
  };
  context.attempts.begin();
  try {
    for (let attempt = 1; ; attempt++) {
      const began = timing.monotonic();
      const inTurn =
        mayQueue && (mustQueue || attempt > FREE_ATTEMPTS || slowest > LONG_MS || context.traffic.isContended());
      const { made, how } = inTurn ? await commitInTurn(context, make, slowest) : await commit(context, make, turn);
      if (made && !made.sealed) return { value: made.value, seq: null };
      const { took = 0 } = made ?? {};
      const ms = timing.monotonic() - began - took;
      if (how !== 'old') context.tried({ ms, isMade: how === 'made' });
      if (!inTurn) context.traffic.tried(ms);
      const done = await finish();
      if (done) return done;
      worked += took;
      slowest = Math.max(slowest, took);
      // A database without the function, or a commit that is too long for it.
      if (inTurn && how === 'old') mayQueue = false;
      if (how === 'queue') mayQueue = mustQueue = true;
      if (took > LONG_MS && !mayQueue) turn = await takeTurn(context, { ms: took, id: context.ids() }, turn);
      if (how !== 'old' && !mayQueue)
        await timing.sleep(timing.random() * pauseAfter(attempt, timing.monotonic() - began - took));
      if (how === 'old' || how === 'taken') context.turns = await context.refresh();
      const late = await finish();
      if (late) return late;
      const waited = timing.monotonic() - start - worked;
      if (attempt >= LEAST_ATTEMPTS && waited > context.deadlineMs)
        throw contention(context.backend.location, attempt, waited);
    }
  } finally {
    if (turn) await endTurn(context, turn);
  }
}

/** What the function of a write returned and changed. */
interface Made<T> {
  value: T;
  /** Undefined if nothing changed. */
  sealed: Sealed | undefined;
  /** Duration of the function, in milliseconds. */
  took: number;
}

/**
 * The result of an attempt. `behind`: others committed first, and the state has their commits. `queue`: the same, but the
 * next attempt must wait for its turn. `taken`: others did, and the state has not. `old`: the state must be refreshed before the commit can be tried.
 */
type Outcome = 'made' | 'behind' | 'queue' | 'taken' | 'old';

/** Runs the function of a write on the present state. */
function makeCommit<T>(context: WriterContext, meta: WriteMeta, fn: (tx: Tx) => T): Made<T> {
  const { state, timing, backend } = context;
  checkHere(state, backend.location, meta.command);
  const began = timing.monotonic();
  const staged = stage(state, context, fn);
  const took = timing.monotonic() - began;
  const sealed = staged.changes.length > 0 ? seal(body(context, meta, staged)) : undefined;
  return { value: staged.value, sealed, took };
}

/** Makes a commit and tries to write it. */
async function commit<T>(context: WriterContext, make: () => Made<T>, turn?: string): Promise<Attempt<T>> {
  if (context.turns) await letPass({ ...context, turns: context.turns }, turn);
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
  try {
    const made = make();
    if (made.sealed) return made;
  } catch {}
  context.turns = await context.refresh();
  await letPass({ ...context, turns: context.turns }, undefined);
  return make();
}

/** Makes a commit when this writer's turn has come, and writes it while the others wait. */
async function commitInTurn<T>(context: WriterContext, make: () => Made<T>, slowest: number): Promise<Attempt<T>> {
  let made: Made<T> | undefined;
  const answer = await appendInTurn(context, HELD_MS + 2 * slowest, () => {
    made = make();
    return hasLanded(context, made) ? null : (made.sealed ?? null);
  });
  if (typeof answer === 'string') return { made, how: answer === 'behind' ? 'behind' : 'old' };
  apply(context, made!.sealed!, answer);
  return { made, how: 'made' };
}

/** Whether the log already has a commit, of which the medium didn't say so. */
function hasLanded({ attempts }: WriterContext, { sealed }: Made<unknown>): boolean {
  return sealed !== undefined && attempts.landed() === sealed.commit.tx;
}

async function put(context: WriterContext, sealed: Sealed, turn?: string): Promise<Outcome> {
  const { backend, log } = context;
  const appended = await appendCommit(context, sealed, turn);
  if (appended === 'behind' || appended === 'queue') return appended;
  if (appended === 'turn' || (appended === 'unsure' && !context.turns)) return 'old';
  if (appended === 'unsure') await admitWriter(backend, context.format);
  const file = appended === 'unsure' ? await putCommit(backend, log, sealed) : appended;
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
/** Minimum number of attempts before a writer gives up, even if its process slept past the time limit. */
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
