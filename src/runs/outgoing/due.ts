import { counted } from '../../base/amounts.ts';
import { refuse } from '../../domain/errors.ts';
import { fromInstant, type Instant, toInstant } from '../../domain/instant.ts';
import type { Run } from '../../domain/records.ts';
import { doesText } from '../../domain/state-words.ts';
import type { Tx } from '../../store/index.ts';
import type { Context } from '../../work/workspace/context.ts';
import type { WorkspaceFinding } from '../../work/workspace/finding.ts';
import { findRun, type RunRecords, runsIn } from '../find-run.ts';
import { putRun } from '../lifecycle/apply-transition.ts';
import { runSettings } from '../run-settings.ts';

type Outgoing = NonNullable<Run['outgoing']>;

/** Pauses after the first, second, … failed attempt to push, in milliseconds. The last value repeats. */
const PAUSES_MS = [10_000, 30_000, 2 * 60_000, 10 * 60_000, 60 * 60_000] as const;
const LONGEST_MS = PAUSES_MS.at(-1)!;

/** Settings that affect an attempt to push. When a person changes one, the next attempt is due at once. */
const SETTINGS = ['runs.push', 'runs.propose', 'runs.pushMinutes'] as const;

/** Queues a commit to be sent as soon as possible. */
export function newOutgoing(commit: string, at: Instant): Outgoing {
  return { commit, at, next: at, tries: 0 };
}

/** Counts a failed attempt to push, and sets the time of the next one. */
export function afterFailedAttempt(outgoing: Outgoing, atMs: number, failed: string): Outgoing {
  const tries = outgoing.tries + 1;
  const pause = PAUSES_MS[tries - 1] ?? LONGEST_MS;
  return { ...outgoing, at: toInstant(atMs), next: toInstant(atMs + pause), tries, failed };
}

/**
 * Returns the time of the next attempt, in milliseconds since the epoch. If the clock was set back, the delay is at
 * most the longest pause.
 */
export function nextTry(records: RunRecords, { outgoing }: Pick<Run, 'outgoing'>, now: number): number {
  if (!outgoing) return Number.POSITIVE_INFINITY;
  const set = SETTINGS.some((name) => (records.get('setting', name)?.at ?? '') > outgoing.at);
  const next = fromInstant(outgoing.next);
  return set || next - now > LONGEST_MS ? now : next;
}

export function isDue(records: RunRecords, run: Pick<Run, 'outgoing'>, now: number): boolean {
  return nextTry(records, run, now) <= now;
}

/**
 * Makes the next attempt to push due now. If a commit was merged before a setting named a remote, queues that commit.
 * @throws BacklogError `conflict` if the run has nothing to push
 */
export function pushAgain(tx: Tx, { store }: Pick<Context, 'store'>, id: string): Run {
  const run = findRun(tx, id);
  if (run.outgoing) {
    // The last failure is no answer to this request.
    const { failed: _, ...outgoing } = run.outgoing;
    return putRun(tx, { ...run, outgoing: { ...outgoing, next: tx.at } });
  }
  const { push, propose } = runSettings(store.state, run.repository);
  if (run.merged && push !== '' && propose === '')
    return putRun(tx, { ...run, outgoing: newOutgoing(run.merged.commit, tx.at) });
  return refuse('conflict', `run ${id} has nothing to push: ${whyNot(run, propose)}`, {
    hint: run.merged
      ? 'To push target branches: `backlog setting set runs.push <remote>`.'
      : `run_show ${id} shows its state.`,
  });
}

function whyNot(run: Run, propose: string): string {
  if (run.merged)
    return propose === ''
      ? 'the setting runs.push names no remote'
      : 'target branches are not pushed while runs.propose is set';
  return `it ${doesText(run)}`;
}

/** Maximum number of runs that are described one by one. */
const MOST = 10;

/** Finds results that no attempt could push or propose, for `doctor`. */
export function unsentFindings({ store }: Pick<Context, 'store'>): WorkspaceFinding[] {
  const unsent = runsIn(store.state).flatMap(({ id, outgoing }) =>
    outgoing?.failed === undefined ? [] : [{ id, tries: outgoing.tries, failed: outgoing.failed }],
  );
  const found = unsent.slice(0, MOST).map(({ id, tries, failed }) => ({
    problem: `The result of run ${id} isn't sent after ${counted(tries, 'attempt')}: ${failed}`,
    advice: `To try it now: \`backlog run push ${id}\``,
  }));
  const left = unsent.length - found.length;
  return left > 0
    ? [...found, { problem: `${counted(left, 'more result')} not sent`, advice: 'See them: `backlog run list --all`' }]
    : found;
}
