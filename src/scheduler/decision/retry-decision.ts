import { DAY_MS } from '../../base/day.ts';
import { groupedBy } from '../../base/iterables.ts';
import { formatActor } from '../../domain/actor.ts';
import { fromInstant, type Instant, toInstant } from '../../domain/instant.ts';
import { ownActor } from '../../domain/own-actors.ts';
import type { Run } from '../../domain/records.ts';
import { leadingRun } from '../../domain/runs/attempts/attempts.ts';
import type { RunReason } from '../../domain/runs/run-reasons.ts';
import { isLive, isParked } from '../../domain/runs/run-states.ts';
import { hasNewerResult } from '../../domain/runs/stack.ts';
import { SCHEDULER } from '../../runs/lifecycle/continued-by.ts';
import type { HoldReason, Limits } from '../snapshot-types.ts';

/**
 * Maps the reason why a run stopped early to the orchestrator's next attempt:
 * - `resume` continues in its worktree and conversation.
 * - `retry` begins a new run.
 * - `limit` continues after the end of the account's limit, or when the budget or another night allows. It doesn't count as an attempt.
 * - `mended` continues after a person starts the orchestrator again.
 * - `person` never tries again automatically.
 */
export const RETRY_BY_REASON = {
  crashed: 'resume',
  wall_limit: 'resume',
  idle_limit: 'resume',
  turn_limit: 'resume',
  agent_failed: 'resume',
  git_failed: 'resume',
  disk_full: 'resume',
  no_access: 'resume',
  queue_failed: 'resume',
  supervisor_died: 'resume',
  never_began: 'resume',
  claimed: 'resume',
  nonsense: 'retry',
  base_lost: 'retry',
  worktree_lost: 'retry',
  claim_lost: 'retry',
  rate_limited: 'limit',
  budget: 'limit',
  night: 'limit',
  no_agent: 'mended',
  unauthenticated: 'mended',
  setup_failed: 'mended',
  no_changes: 'person',
  stack: 'person',
  worktree_changed: 'person',
  // The only copy of its work can be its worktree, which another attempt would leave.
  commit_lost: 'person',
  cost_limit: 'person',
  check_undefined: 'person',
  asked: 'person',
  withdrawn: 'person',
  settled: 'person',
  defect: 'person',
  refused: 'person',
} as const satisfies Readonly<Record<RunReason, 'resume' | 'retry' | 'limit' | 'mended' | 'person'>>;

/** Assumed length of an account's limit with an unknown end, in milliseconds. */
const LIMIT_MS = 15 * 60_000;
/** The least pause after a first limit, in milliseconds. */
const LEAST_LIMIT_MS = 10_000;
/** The longest limit that is believed, in milliseconds. Weekly limits exist. A later end counts as unknown. */
const MOST_LIMIT_MS = 8 * DAY_MS;
/** The longest delay before another attempt, in milliseconds. */
export const MOST_BACKOFF_MS = 60 * 60_000;
/** How far ahead another machine's clock can be, in milliseconds. A later failure means that this clock was set back. */
const MOST_AHEAD_MS = 60 * 60_000;

/** The next start of a task, according to its last run. */
export type RetryDecision =
  | { go: 'start' }
  | { go: 'resume' | 'retry' | 'request_changes'; run: Run }
  | { hold: HoldReason };

/**
 * Decides about the next start of a task. `of` has the runs of the task, the oldest first. A new assignee doesn't wait
 * for the former agent's limits and attempts, but for a decision about a run that only a person may try again, or that a
 * person started with another agent.
 */
export function retryDecisionOf(
  of: readonly Run[],
  limits: Limits,
  around: { now: number; wishedAt: Instant },
  assignee: string | undefined,
): RetryDecision {
  const run = leadingRun(of);
  if (!run || !isParked(run.state)) return { go: 'start' };
  const kind = RETRY_BY_REASON[run.reason?.code ?? 'agent_failed'];
  if (kind === 'person') return { hold: { why: 'person', run } };
  if (isReassigned(assignee, run))
    return startedByScheduler(run) ? { go: 'retry', run } : { hold: { why: 'person', run } };
  if (kind === 'mended' && around.wishedAt <= run.since) return { hold: { why: 'person', run } };
  if (kind === 'limit') return { go: 'resume', run };
  const made = attemptsOf(of.slice(0, of.indexOf(run) + 1));
  if (kind !== 'mended') {
    if (made >= limits.attempts) return { hold: { why: 'given-up', run, attempts: made } };
    const delay = Math.min(MOST_BACKOFF_MS, limits.backoffMs * 2 ** (made - 1));
    const until = delayEnd(run, delay, around.now);
    if (around.now < until) return { hold: { why: 'later', run, until: toInstant(until), attempt: made + 1 } };
  }
  const begun = (run.rounds ?? []).length > 0;
  return { go: kind === 'retry' || !begun ? 'retry' : 'resume', run };
}

/**
 * Returns the task's run if it returned to review because its changes conflict with the newer result below it. Its agent
 * can resolve that. What a person started or continued is that person's decision.
 * @param of the runs of the task
 * @param get finds a run of the queue by its id
 */
export function conflictingStack(
  of: readonly Run[],
  { attempts }: Pick<Limits, 'attempts'>,
  get: (id: string) => Run | undefined,
): Run | undefined {
  const run = leadingRun(of);
  const { rounds = [], update } = run ?? {};
  if (run?.state !== 'review' || run.waits?.why !== 'stack') return undefined;
  // An update whose conflicts no round has got yet: its merge was planned, and its worktree is as before.
  if (update?.round !== undefined || !update?.made?.conflicts.length) return undefined;
  if (!startedByScheduler(run) || !continuedAlone(run)) return undefined;
  const below = run.stackedOn && get(run.stackedOn.run);
  if (!below || !hasNewerResult(below, run.stackedOn!)) return undefined;
  const tries = rounds.filter(({ why, by }) => why === 'changes' && by === SCHEDULER).length;
  return tries < attempts ? run : undefined;
}

const STACKS = formatActor(ownActor('stacks'));

/** Checks whether no person let the run continue last. */
const continuedAlone = ({ continuedBy = SCHEDULER }: Run): boolean => [SCHEDULER, STACKS].includes(continuedBy);

/** Checks whether the orchestrator started a run, and not a person. */
export function startedByScheduler({ by }: Pick<Run, 'by'>): boolean {
  return by === SCHEDULER;
}

/** Checks whether a task was assigned to another agent than that of its run. */
export function isReassigned(assignee: string | undefined, { agent }: Pick<Run, 'agent'>): boolean {
  return assignee !== undefined && assignee !== agent;
}

/** Maps the uuid of each task whose last run can be resumed or retried to that run. `runs` has the oldest first. */
export function parkedRuns(runs: readonly Run[]): Map<string, Run> {
  const last = Array.from(
    groupedBy(runs, ({ task }) => task),
    ([task, of]) => [task, leadingRun(of)!] as const,
  );
  return new Map(last.filter(([, { state }]) => isParked(state)));
}

/** Returns the end of a delay after a run's failure, in epoch ms. The delay is over if the clock was set back. */
function delayEnd({ since }: Run, delayMs: number, now: number): number {
  const failed = fromInstant(since);
  return failed - now > MOST_AHEAD_MS ? now : wholeSecond(failed + delayMs);
}

/** Rounds up to whole seconds, as in an `Instant`, because a delay must not end too early. */
const wholeSecond = (ms: number): number => Math.ceil(ms / 1000) * 1000;

/**
 * Counts the failed attempts at a task since a person's last decision, such as another agent. Each run is at least one
 * attempt, and so is each resumption of a run, except after an account's limit.
 */
function attemptsOf(of: readonly Run[]): number {
  let tries = 0;
  for (let at = of.length - 1; at >= 0; at--) {
    const run = of[at]!;
    const next = of[at + 1];
    if (next && !(run.state === 'discarded' && run.followedBy === next.id && run.agent === next.agent)) break;
    tries += triesOf(run);
  }
  return tries;
}

/** Counts the attempts of a run that failed, except those after which a person had to decide or mend something. */
function triesOf({ ends = [] }: Run): number {
  const failed = ends.filter(({ code, red }) => red || (code !== undefined && isCounted(code)));
  return Math.max(1, failed.length);
}

const COUNTED: ReadonlySet<string> = new Set(['resume', 'retry']);

/** An agent that changed nothing had its attempt, although only a person may try again. */
const isCounted = (code: RunReason): boolean => code === 'no_changes' || COUNTED.has(RETRY_BY_REASON[code]);

/**
 * Returns the end of the account's limit that stopped a run, in epoch ms. Undefined for other runs, and after the end.
 * The provider's own end counts only between a least pause, which grows with each limit in a row, and
 * {@link MOST_LIMIT_MS}: it can be past, near or nonsense.
 */
export function limitedUntil(run: Run, now: number): number | undefined {
  if (run.state !== 'failed' || run.reason?.code !== 'rate_limited') return undefined;
  const told = run.reason.until ? fromInstant(run.reason.until) : Number.NaN;
  const most = fromInstant(run.since) + MOST_LIMIT_MS;
  const isUsable = told <= most;
  const until = Math.max(isUsable ? told : delayEnd(run, LIMIT_MS, now), delayEnd(run, leastPause(run), now));
  return until > now ? until : undefined;
}

/**
 * Returns the least pause after a run's limits in a row, in ms: 10 s, 40 s, 160 s and so on, at most an hour. A stop by
 * the budget or a night's end between two limits doesn't end the row, because it says nothing about the account.
 */
function leastPause({ ends = [] }: Run): number {
  const ofAgent = ends.filter(({ code }) => code !== 'budget' && code !== 'night');
  const before = ofAgent.findLastIndex(({ code }) => code !== 'rate_limited');
  const inARow = Math.max(1, ofAgent.length - 1 - before);
  return Math.min(MOST_BACKOFF_MS, LEAST_LIMIT_MS * 4 ** (inARow - 1));
}

/**
 * Checks whether a run failed for a reason that stops every run of its agent. Such runs continue after a person starts
 * the orchestrator again.
 */
export function isDown(run: Run, wishedAt: Instant): boolean {
  return (
    isParked(run.state) && run.since >= wishedAt && RETRY_BY_REASON[run.reason?.code ?? 'agent_failed'] === 'mended'
  );
}

/** Returns the active runs. They count towards the maximum number of runs. */
export function liveRuns(runs: readonly Run[]): Run[] {
  return runs.filter(({ state }) => isLive(state));
}
