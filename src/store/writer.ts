import { BacklogError } from '../domain/errors.ts';
import type { Backend } from './backend.ts';
import { COMMIT_VERSION, type Commit, seal } from './commit.ts';
import { admitWriter, type Format } from './format.ts';
import type { LogReader } from './log.ts';
import { putCommit } from './put-commit.ts';
import { type StageContext, type Staged, stage, type Tx } from './stage.ts';
import type { LiveState } from './state.ts';
import { applyCommit } from './sync.ts';
import type { Timing, WriteMeta, Written } from './types.ts';

export interface WriterContext extends StageContext {
  backend: Backend;
  format: Format;
  state: LiveState;
  log: LogReader;
  timing: Timing;
  deadlineMs: number;
  /** Takes in what others committed. */
  refresh: () => Promise<void>;
}

/**
 * Runs the function on a state that was just refreshed and commits what it changed; again after another refresh whenever
 * another writer took the number first.
 */
export async function writeCommit<T>(context: WriterContext, meta: WriteMeta, fn: (tx: Tx) => T): Promise<Written<T>> {
  const { backend, state, log, timing } = context;
  const start = timing.monotonic();
  for (let attempt = 1; ; attempt++) {
    const staged = stage(state, context, fn);
    const { value, changes } = staged;
    if (changes.length === 0) return { value, seq: null };
    await admitWriter(backend, context.format);
    const sealed = seal(body(context, meta, staged));
    const made = await putCommit(backend, log, sealed);
    if (made) {
      applyCommit(state, sealed.commit);
      state.tags.set(sealed.commit.seq, made.tag);
      state.sums.set(sealed.commit.seq, sealed.commit.sum);
      state.verified = true;
      return { value, seq: sealed.commit.seq };
    }
    const waited = timing.monotonic() - start;
    if (waited > context.deadlineMs) throw contention(backend.location, attempt, waited);
    await timing.sleep(timing.random() * Math.min(MAX_PAUSE_MS, attempt));
    await context.refresh();
  }
}

const MAX_PAUSE_MS = 20;

function body(
  { state, ids }: WriterContext,
  meta: WriteMeta,
  made: Pick<Staged<unknown>, 'changes' | 'at' | 'purged'>,
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
