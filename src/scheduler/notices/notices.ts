import { clip } from '../../base/clip.ts';
import { sentence } from '../../base/output/sentence.ts';
import { fromInstant, type Instant, toInstant } from '../../domain/instant.ts';
import { SCHEDULE_LEASE } from '../../domain/kinds/lease.ts';
import {
  BUDGET_NOTICE,
  END_NOTICE,
  NIGHT_NOTICE,
  type NoticeKind,
  PROCESS_NOTICE,
  UNPRICED_NOTICE,
} from '../../domain/kinds/notice.ts';
import type { Notice, Run } from '../../domain/records.ts';
import { needOf } from '../../domain/runs/run-needs.ts';
import { isStop } from '../../domain/runs/run-reasons.ts';
import { isParked, needsPerson } from '../../domain/runs/run-states.ts';
import { doesText, isAtWork } from '../../domain/state-words.ts';
import { taskName } from '../../domain/task/task.ts';
import { type AttentionReason, type Need, needsOfRun } from '../../report/needs.ts';
import { type RunRecords, runsIn, runsOf } from '../../runs/find-run.ts';
import { leadIn } from '../../runs/upkeep/leadership.ts';
import { haltedIn, needsInput } from '../../runs/view/situation.ts';
import { oneLine } from '../../text/safe.ts';
import { activeNight } from '../../work/night/current.ts';
import type { Context } from '../../work/workspace/context.ts';
import { limitedUntil, MOST_BACKOFF_MS, retryDecisionOf, startedByScheduler } from '../decision/retry-decision.ts';
import { orchestratorOf } from '../loop/desired-state.ts';
import { isLoopHere } from '../loop/ensure-loop.ts';
import { hasRestart } from '../night/restart.ts';

/** Maximum length of a notice's text, in characters. */
const MOST_CHARACTERS = 300;

/** An event of which a person is to be notified. */
export interface PendingNotice {
  /** Id of its record. */
  id: string;
  what: NoticeKind;
  /** Identifies the event, see the record. */
  event: string;
  /** When the event happened. */
  since: Instant;
  title: string;
  text: string;
  run?: string;
  /** Number of its task. */
  task?: number;
}

/** The notice for each reason why a run needs attention. A run that is only stuck causes no notice. */
const NOTICE_OF: Partial<Record<AttentionReason, NoticeKind>> = {
  question: 'question',
  review: 'review',
  failure: 'failure',
  unmerged: 'failure',
  unsent: 'failure',
  unfound: 'failure',
};

/** Lists the events of which nobody was notified yet, the oldest first. Reads only runs that can need a person. */
export function pendingNotices(context: Context): PendingNotice[] {
  const { state } = context.store;
  const { now } = context.clock;
  const runs = runsIn(state).filter(canNeedPerson);
  const known = runs.length > 0 ? needsInput(context) : undefined;
  const needs = runs.flatMap((run) => needsOfRun(run, known!).map((need) => ({ run, need })));
  const found = needs
    .filter(({ run, need }) => need.why !== 'failure' || !isRetriedSoon(run, state, now))
    .flatMap(({ run, need }) => noticeOf(run, need));
  return [...found, ...orchestratorNotices(state), ...processNotice(context)]
    .filter((notice) => isNew(state, notice))
    .sort((a, b) => (a.since < b.since ? -1 : a.since > b.since ? 1 : 0));
}

/** Checks whether a person was not notified of the event yet. */
export function isNew(records: Pick<RunRecords, 'get'>, { id, event }: PendingNotice): boolean {
  const known = records.get('notice', id);
  return known?.event !== event || known.by === undefined;
}

/** Excludes runs that a person stopped, who knows, or the budget, which has a notice of its own. A change there is news. */
function canNeedPerson(run: Run): boolean {
  if (run.state === 'stopped' && isStop(run.reason?.code)) return run.reason?.code === 'withdrawn';
  return needsPerson(run.state) || isParked(run.state) || needOf(run) !== undefined;
}

function noticeOf(run: Run, { why, said, since, task }: Need): PendingNotice[] {
  const what = NOTICE_OF[why];
  if (!what) return [];
  return [
    {
      ...{ id: run.id, what, since: toInstant(fromInstant(since)), run: run.id, task: task.id },
      event: `${why} ${since} ${run.rounds?.length ?? 0}`,
      title: `${run.id} ${doesText(run)}`,
      text: clip(oneLine(`${taskName(task)}${said ? `: ${said}` : ''}`), MOST_CHARACTERS),
    },
  ];
}

/** Returns the orchestrator's last events. Its loop stores them, because they can't be read from the runs. */
function orchestratorNotices(records: Pick<RunRecords, 'get'>): PendingNotice[] {
  return [END_NOTICE, NIGHT_NOTICE, BUDGET_NOTICE, UNPRICED_NOTICE].flatMap((id) => {
    const { what, event, at: since, title, text }: Partial<Notice> = records.get('notice', id) ?? {};
    if (!what || !event || !since || !title || text === undefined) return [];
    return [{ id, what, event, since, title, text }];
  });
}

/**
 * Returns the notice that a started orchestrator has no process. Active runs start it again, and so does the system, if it
 * has a service for that; then the notice comes after the lease of the dead process.
 */
function processNotice(context: Context): PendingNotice[] {
  const { state } = context.store;
  const halted = haltedIn(context);
  const wish = orchestratorOf(state);
  if (halted?.why !== 'process' || !wish || !isLoopHere(context.store) || runsIn(state).some(isAtWork)) return [];
  const lease = leadIn(state, SCHEDULE_LEASE, context.clock.now, context);
  if (lease.is === 'dead' && hasRestart(context) && context.clock.now < fromInstant(lease.expires)) return [];
  const since = lease.is === 'dead' && lease.since > wish.at ? lease.since : wish.at;
  const title = activeNight(state)
    ? `Nothing runs in night ${activeNight(state)!.id}`
    : 'The orchestrator does not run';
  return [
    {
      id: PROCESS_NOTICE,
      what: 'end',
      event: `process ${since}`,
      since,
      title,
      text: `${sentence(halted.text)} ${sentence(halted.next)}`,
    },
  ];
}

/** How late the orchestrator's next attempt can begin, in milliseconds. After that, the failure is notified. */
const LATE_MS = 60_000;

/**
 * Checks whether the orchestrator will continue or replace its own failed run. Then a person is notified only of the
 * last attempt's failure. A failure of a run that a person started is always notified, and so is an account's limit of
 * more than an hour.
 * @param now epoch ms
 */
function isRetriedSoon(run: Run, records: RunRecords, now: number): boolean {
  const wish = orchestratorOf(records);
  if (wish?.wish !== 'running' || !startedByScheduler(run)) return false;
  const late = now - LATE_MS;
  const around = { now: late, wishedAt: wish.at };
  const next = retryDecisionOf(runsOf(records, run.task), wish.limits, around, records.get('task', run.task)?.agent);
  if ('hold' in next) return next.hold.why === 'later';
  const until = limitedUntil(run, late);
  return until !== undefined && until - now <= MOST_BACKOFF_MS;
}
