import { BacklogError } from '../../domain/errors.ts';
import type { Backend } from '../backend.ts';
import { admitWriter, type StoreFormat } from '../format.ts';
import { type StageContext, type Staged, stage, type Tx } from '../state/stage.ts';
import type { LiveState } from '../state/state.ts';
import type { Timing } from '../timing.ts';
import type { CommitResult, WriteMeta } from '../types.ts';
import { COMMIT_VERSION, type Commit, seal } from './commit.ts';
import { applyCommit } from './fold.ts';
import type { LogReader } from './log-reader.ts';
import { putCommit } from './put-commit.ts';
import { endTurn, LONG_MS, letPass, takeTurn } from './turns.ts';

export interface WriterContext extends StageContext {
  backend: Backend;
  format: StoreFormat;
  state: LiveState;
  log: LogReader;
  timing: Timing;
  /** How long a write may lose to others, its own work not counted, in milliseconds. */
  deadlineMs: number;
  /** The turns that were there at the last refresh. */
  turns: readonly string[];
  /** Takes in what others committed; the turns that are there. */
  refresh: () => Promise<string[]>;
  /** Called with the commit that was made. */
  made: (commit: Commit) => void;
}

/**
 * Runs the function on a state that was just refreshed and commits what it changed; again after another refresh whenever
 * another writer took the number first. When the function takes long, others are asked to let it pass.
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
      const began = timing.monotonic();
      const staged = stage(context.state, context, fn);
      const took = timing.monotonic() - began;
      if (staged.changes.length === 0) return { value: staged.value, seq: null };
      const seq = await tryCommit(context, meta, staged);
      if (seq !== null) return { value: staged.value, seq };
      worked += took;
      const waited = timing.monotonic() - start - worked;
      if (attempt >= LEAST_ATTEMPTS && waited > context.deadlineMs)
        throw contention(context.backend.location, attempt, waited);
      if (took > LONG_MS) turn = await takeTurn(context, { ms: took, id: context.ids() }, turn);
      await timing.sleep(timing.random() * Math.min(MAX_PAUSE_MS, attempt));
      context.turns = await context.refresh();
    }
  } finally {
    if (turn) await endTurn(context, turn);
  }
}

/** The number of the commit, or null when somebody else has it. */
async function tryCommit(
  context: WriterContext,
  meta: WriteMeta,
  made: Omit<Staged<unknown>, 'value'>,
): Promise<number | null> {
  const { backend, state, log } = context;
  await admitWriter(backend, context.format);
  const sealed = seal(body(context, meta, made));
  const put = await putCommit(backend, log, sealed);
  if (!put) return null;
  const { seq, sum } = sealed.commit;
  applyCommit(state, sealed.commit);
  state.tags.set(seq, put.tag);
  state.sums.set(seq, sum);
  state.verified = true;
  context.made(sealed.commit);
  return seq;
}

/** Attempts before a writer gives up, beside the time limit: a writer that was merely slow or asleep has not lost to others. */
const LEAST_ATTEMPTS = 10;
const MAX_PAUSE_MS = 20;

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
    ...(meta.outside === undefined ? {} : { outside: meta.outside }),
    ...(made.purged === undefined ? {} : { purged: made.purged }),
    ...(meta.undoes === undefined ? {} : { undoes: meta.undoes }),
    changes: made.changes,
  };
}

function contention(location: string, attempts: number, waited: number): BacklogError {
  return new BacklogError('contention', `${attempts} attempts to write to ${location} lost to other writers`, {
    hint: 'Nothing was changed. Try again; if it persists, see who writes all the time with `backlog history`.',
    data: { attempts, waitedMs: Math.round(waited) },
  });
}
