import { least } from '../../base/iterables.ts';
import { fromInstant } from '../../domain/instant.ts';
import type { Task } from '../../domain/task/task.ts';
import type { AgentHoldReason, HoldReason } from '../snapshot-types.ts';

/** What keeps an agent from a task only until a run ends or its account's limit is lifted. */
export const PASSING = ['full', 'provider-full', 'limited'] as const satisfies AgentHoldReason['why'][];

const isPassing = ({ why }: AgentHoldReason): boolean => (PASSING as readonly string[]).includes(why);

/** Does what holds it pass by itself: by time, by other runs, by their merge? */
export function passes(hold: HoldReason): boolean {
  switch (hold.why) {
    case 'blocked':
      return seriesIn(hold.by) === undefined;
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
    case 'unlanded':
      return true;
    case 'budget':
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

/** One of those that something waits for that recurs, and so is never done. */
export function seriesIn(waitedFor: readonly Task[]): Task | undefined {
  return waitedFor.find(({ status }) => status === 'recurring');
}

/** Milliseconds from now until everything that time alone takes away is gone. */
export function earliest(holds: readonly HoldReason[], now: number): number {
  const ends = holds.flatMap((hold) => endOfHold(hold) ?? []);
  return Math.max(0, ...ends.map((end) => end - now));
}

/** When time alone takes something away that holds a task, in milliseconds since the epoch. */
export function endOfHold(hold: HoldReason): number | undefined {
  switch (hold.why) {
    case 'waiting':
    case 'scheduled':
    case 'later':
      return fromInstant(hold.until);
    case 'budget':
      return hold.until === undefined ? undefined : fromInstant(hold.until);
    case 'agents':
      return lifted(hold);
    default:
      return undefined;
  }
}

/** When the first agent is free that only waits for the limit of its account. */
function lifted({ none }: Extract<HoldReason, { why: 'agents' }>): number | undefined {
  const waiting = none.filter(({ because }) => because.every(isPassing));
  const limits = waiting.flatMap(({ because }) => because.find((one) => one.why === 'limited') ?? []);
  return least(limits.map(({ until }) => fromInstant(until)));
}
