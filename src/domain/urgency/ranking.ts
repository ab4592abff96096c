import { ascending } from '../../base/ascending.ts';
import { lazy } from '../../base/lazy.ts';
import { dayAt } from '../date-in-zone.ts';
import { toInstant } from '../instant.ts';
import type { Facts } from '../queue/facts.ts';
import type { LiveQueue } from '../queue/queue.ts';
import type { Task } from '../task/task.ts';
import type { Coefficients } from './coefficients.ts';
import { isRising, urgency } from './urgency.ts';

/**
 * The pending tasks by urgency. It is kept from one answer to the next: only changed tasks are sorted again. So it serves a
 * process that chooses often.
 */
export interface Ranking {
  /**
   * Yields the tasks that meet a condition, in the order of `sortTasks`. Iterate before the next change.
   * @returns undefined if the caller has to sort
   */
  best(facts: Facts, of: Coefficients, meets: (task: Task) => boolean): Iterable<Task> | undefined;
  /** Call it if urgency can have changed without a change of a task, because goals did. */
  forget(): void;
}

/**
 * For how long a bound holds, in milliseconds. The longer, the more tasks have a bound above their urgency, and a choice
 * looks at all of these whose bound is above the best urgency.
 */
const HOLDS_MS = 3_600_000;

/** A task with its urgency, or with a bound of it. */
interface Ranked {
  task: Task;
  value: number;
}

/** What the bounds were computed for. */
interface Basis {
  until: number;
  zone: string;
  of: Coefficients;
}

/**
 * Time raises urgency, and never lowers it with the weights that {@link isRising} accepts. So the urgency at a later time is
 * a bound until then, and a choice computes only the urgency of the tasks with the greatest bounds.
 */
export function createRanking(queue: Pick<LiveQueue, 'open' | 'get' | 'watch'>): Ranking {
  let basis: Basis | undefined;
  let ranked: Ranked[] = [];
  let byUuid = new Map<string, Ranked>();
  const touched = new Set<string>();
  let asked = false;

  const rank = (task: Task, facts: Facts, of: Coefficients) => {
    const found = { task, value: urgency(task, facts, of) };
    byUuid.set(task.uuid, found);
    return found;
  };
  const build = (facts: Facts, of: Coefficients) => {
    byUuid = new Map();
    ranked = [...queue.open()]
      .filter(isListed)
      .map((task) => rank(task, facts, of))
      .sort(compare);
  };
  const update = (facts: Facts, of: Coefficients) => {
    for (const uuid of touched) {
      const old = byUuid.get(uuid);
      if (old) ranked.splice(positionOf(ranked, old), 1);
      byUuid.delete(uuid);
      const task = queue.get(uuid);
      if (!task || !isListed(task)) continue;
      const found = rank(task, facts, of);
      ranked.splice(positionOf(ranked, found), 0, found);
    }
  };
  // A queue that is watched reads all its tasks, and a copy of a context makes a ranking that nobody asks.
  const watch = lazy(() =>
    queue.watch((uuid) => {
      if (basis) touched.add(uuid);
    }),
  );
  /** Brings the bounds up to date. Returns false if they would not hold for these facts. */
  const follow = (facts: Facts, of: Coefficients): boolean => {
    watch();
    const { now, zone } = facts;
    const isOld = basis === undefined || now > basis.until || of !== basis.of || touched.size > FEW + ranked.length / 8;
    if (!isOld && zone !== basis!.zone) return false;
    if (isOld) basis = { until: now + HOLDS_MS, zone, of };
    if (isOld || touched.size > 0) (isOld ? build : update)(at(facts, basis!.until), of);
    touched.clear();
    return true;
  };

  return {
    best(facts, of, meets) {
      // Sorting once costs less than a ranking, and many processes choose once.
      if (!asked || !isRising(of)) asked = true;
      else if (follow(facts, of)) return inOrder(ranked, (task) => urgency(task, facts, of), meets);
      return undefined;
    },
    forget() {
      basis = undefined;
    },
  };
}

/** This many changed tasks are always put in their places. If an eighth more changed, all tasks are sorted again. */
const FEW = 64;

function isListed({ status }: Task): boolean {
  return status === 'pending';
}

/** Returns the facts at a later time. */
function at(facts: Facts, now: number): Facts {
  const { zone } = facts;
  return { ...facts, now, zone, instant: toInstant(now), today: lazy(() => dayAt(now, zone)) };
}

/** Sorts the tasks with the greatest bounds by their urgency, as far as the caller reads. */
function* inOrder(
  ranked: readonly Ranked[],
  urgencyOf: (task: Task) => number,
  meets: (task: Task) => boolean,
): Generator<Task> {
  /** The last one is the best. */
  const found: Ranked[] = [];
  const worst = (a: Ranked, b: Ranked) => compare(b, a);
  for (const next of ranked) {
    while (found.length > 0 && compare(found.at(-1)!, next) <= 0) yield found.pop()!.task;
    if (!meets(next.task)) continue;
    const exact = { task: next.task, value: urgencyOf(next.task) };
    found.splice(positionOf(found, exact, worst), 0, exact);
  }
  while (found.length > 0) yield found.pop()!.task;
}

/** The most urgent task first; of equal ones, the one with the lower number. */
function compare(a: Ranked, b: Ranked): number {
  return b.value - a.value || a.task.id - b.task.id || ascending(a.task.uuid, b.task.uuid);
}

/** Returns the position of the first one that does not come before the given one. */
function positionOf(sorted: readonly Ranked[], one: Ranked, order = compare): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (order(sorted[middle]!, one) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
