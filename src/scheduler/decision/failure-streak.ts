import { ascending } from '../../base/ascending.ts';
import { present } from '../../base/present.ts';
import type { Instant } from '../../domain/instant.ts';
import type { Run } from '../../domain/records.ts';
import { isStop } from '../../domain/runs/run-reasons.ts';
import { countResults, type RunsElsewhere } from '../../domain/runs/unreviewed.ts';
import type { Limits } from '../snapshot-types.ts';

/** The number of successive failures of runs, and the id of the last run that failed. */
export interface FailureStreak {
  failed: number;
  last?: string;
}

/** The end of one attempt. */
interface AttemptEnd {
  at: Instant;
  code?: string | undefined;
  red?: boolean | undefined;
  run: string;
  provider: string;
  /** When the attempt began. */
  began: Instant;
}

/**
 * Computes the streak from the ends of attempts since a person last started the orchestrator. A stop, by a person or by
 * the budget, neither counts nor ends a streak. A question, and a result without a failed check, end it. A limit of an
 * account counts once, although it stops all runs that are active then. So a view, a loop and a loop that was restarted
 * have the same number.
 */
export function failureStreakOf(runs: readonly Run[], wishedAt: Instant): FailureStreak {
  const limitedAt = new Map<string, Instant>();
  let streak: FailureStreak = { failed: 0 };
  const ends = runs.flatMap(endsOf).filter(({ at, code }) => at > wishedAt && !isStop(code));
  for (const { code, red, run, provider, began, at } of ends.sort((a, b) => ascending(a.at, b.at))) {
    if (code === undefined && !red) streak = { failed: 0 };
    else if (code !== 'rate_limited' || began > (limitedAt.get(provider) ?? '')) {
      streak = { failed: streak.failed + 1, last: run };
      if (code === 'rate_limited') limitedAt.set(provider, at);
    }
  }
  return streak;
}

function endsOf({ id, provider, at: created, rounds = [], ends = [] }: Run): AttemptEnd[] {
  return ends.map((end, n) => {
    const before = ends[n - 1]?.at ?? created;
    const first = rounds.find(({ at }) => at >= before);
    const began = first && first.at <= end.at ? first.at : before;
    return { ...end, run: id, provider, began };
  });
}

/** The number of runs that may be active, and the streak that lowers it. */
export interface Room {
  agents: number;
  /** The number without regard to results in review. The attempts at a task need as many places, but are one result. */
  places: number;
  /** What lowers the number. Absent: it is that of the limits. */
  lowered?: Lowered;
}

type Lowered =
  | { why: 'failures'; failed: number; failures: number }
  | { why: 'unreviewed'; waiting: number; unreviewed: number; elsewhere?: RunsElsewhere };

/**
 * Lowers the maximum number of runs to the number of failures that are left before the orchestrator pauses, and to the
 * number of results that may still come to a person for review. So runs that end at the same time can't exceed a limit.
 * After the pause, failures lower nothing. The attempts at a task count as one result.
 * @param elsewhere results and runs of other queues, if they count
 */
export function roomOf(
  { agents, failures, unreviewed }: Limits,
  runs: readonly Run[],
  wishedAt: Instant,
  elsewhere?: RunsElsewhere,
): Room {
  const { failed } = failureStreakOf(runs, wishedAt);
  const left = failures - failed;
  const room: Room =
    left > 0 && left < agents
      ? { agents: left, places: left, lowered: { why: 'failures', failed, failures } }
      : { agents, places: agents };
  if (unreviewed === undefined) return room;
  const { waiting, active, live } = countResults(runs);
  const others = elsewhere ? elsewhere.review + elsewhere.active : 0;
  const free = Math.max(0, unreviewed - waiting - others) + live - active;
  const lowered = { why: 'unreviewed' as const, waiting, unreviewed, ...present({ elsewhere }) };
  return free < room.agents ? { ...room, agents: free, lowered } : room;
}
