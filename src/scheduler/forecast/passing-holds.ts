import { least } from '../../base/iterables.ts';
import { fromInstant } from '../../domain/instant.ts';
import { deletedOf } from '../../domain/queue/deleted-blockers.ts';
import type { Task } from '../../domain/task/task.ts';
import type { AgentHoldReason, HoldReason } from '../snapshot-types.ts';

/** Reasons against an agent that end with a run or with an account's limit. */
export const PASSING = ['full', 'provider-full', 'limited'] as const satisfies AgentHoldReason['why'][];

const isPassing = ({ why }: AgentHoldReason): boolean => (PASSING as readonly string[]).includes(why);

/** Checks whether a reason against a start ends automatically: at a time, or when other runs end or merge. */
export function passes(hold: HoldReason): boolean {
  switch (hold.why) {
    case 'blocked':
      return seriesIn(hold.by) === undefined && deletedOf(hold.by).length === 0;
    case 'subtasks':
      return seriesIn(hold.open) === undefined;
    case 'waiting':
    case 'scheduled':
    case 'run':
    case 'unmerged':
    case 'beside':
    case 'yields':
    case 'later':
    case 'slots':
    case 'failures':
    case 'unlanded':
      return true;
    case 'budget':
    case 'cap':
      return hold.until !== undefined;
    case 'scope':
    case 'held':
      return hold.blockers.every(({ claim }) => claim.holder.startsWith('run:'));
    case 'agents':
      return hold.none.some(({ because }) => because.every(isPassing));
    default:
      return false;
  }
}

/** Finds a recurring task among the dependencies. It is never completed. */
export function seriesIn(waitedFor: readonly Task[]): Task | undefined {
  return waitedFor.find(({ status }) => status === 'recurring');
}

/** Returns the time from now, in milliseconds, until all reasons with a known end have ended. */
export function earliest(holds: readonly HoldReason[], now: number): number {
  const ends = holds.flatMap((hold) => endOfHold(hold) ?? []);
  return Math.max(0, ...ends.map((end) => end - now));
}

/** Returns the time at which a reason ends, in epoch ms; undefined for a reason without a known end. */
export function endOfHold(hold: HoldReason): number | undefined {
  switch (hold.why) {
    case 'waiting':
    case 'scheduled':
    case 'later':
      return fromInstant(hold.until);
    case 'budget':
    case 'cap':
      return hold.until === undefined ? undefined : fromInstant(hold.until);
    case 'agents':
      return lifted(hold);
    default:
      return undefined;
  }
}

/** Returns the time at which the first agent becomes free, considering only agents whose account is at its limit. */
function lifted({ none }: Extract<HoldReason, { why: 'agents' }>): number | undefined {
  const waiting = none.filter(({ because }) => because.every(isPassing));
  const limits = waiting.flatMap(({ because }) => because.find((one) => one.why === 'limited') ?? []);
  return least(limits.map(({ until }) => fromInstant(until)));
}
