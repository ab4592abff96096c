import { isWithin } from '../claims/index.ts';
import type { Claim } from '../domain/claim.ts';
import { type Coefficients, DEFAULT_COEFFICIENTS } from '../domain/coefficients.ts';
import type { Facts } from '../domain/facts.ts';
import type { Task } from '../domain/task.ts';
import { urgency } from '../domain/urgency.ts';
import { virtualTag } from '../domain/virtual-tags.ts';

/** What is counted among the open tasks, each by its virtual tag: the counts are what a filter with the word would say. */
const COUNTED = {
  pending: 'PENDING',
  ready: 'READY',
  active: 'ACTIVE',
  blocked: 'BLOCKED',
  waiting: 'WAITING',
  overdue: 'OVERDUE',
  handoffs: 'HANDOFF',
  reviews: 'INREVIEW',
} as const;

export type CountName = keyof typeof COUNTED;

/** What a session should know at its start, most important first. */
export interface Prime {
  /** Tasks the caller's session holds. */
  mine: Task[];
  /** Tasks left unfinished with a note, most recent first. */
  handoffs: Task[];
  /** Tasks whose latest run waits for a person. */
  reviews: Task[];
  /** Most urgent ready tasks that nobody works on or left with a note. */
  ready: Task[];
  overdue: Task[];
  /** Tasks that others hold, with the claim. */
  held: { task: Task; claim: Claim }[];
  /** Each as the filter counts it: `ready` is `+READY`, active and handed-off tasks included. */
  counts: Record<CountName | 'completed', number>;
}

/** How many tasks of each part the prime carries; the counts say how many there are. */
export const PRIME_ROWS = 5;

export function primeOf(
  facts: Facts,
  claims: readonly Claim[],
  holder: string,
  coefficients: Coefficients = DEFAULT_COEFFICIENTS,
): Prime {
  const prime: Prime = { mine: [], handoffs: [], reviews: [], ready: [], overdue: [], held: [], counts: noCounts() };
  let open = 0;
  for (const task of facts.queue.open()) {
    open++;
    if (task.status === 'recurring') continue;
    const is = countTask(task, facts, prime.counts);
    if (is.has('overdue')) prime.overdue.push(task);
    if (is.has('handoffs')) prime.handoffs.push(task);
    if (is.has('reviews')) prime.reviews.push(task);
    if (is.has('ready') && !is.has('active') && !is.has('handoffs')) prime.ready.push(task);
  }
  prime.counts.completed = facts.queue.size - open;
  for (const claim of claims) {
    const task = claim.task ? facts.queue.get(claim.task) : undefined;
    if (!task) continue;
    if (isWithin(claim.holder, holder)) prime.mine.push(task);
    else if (claim.expires > facts.instant && !isWithin(holder, claim.holder)) prime.held.push({ task, claim });
  }
  const score = scoreOf(facts, coefficients);
  prime.ready = mostUrgent(prime.ready, score);
  prime.overdue = mostUrgent(prime.overdue, score);
  prime.handoffs = prime.handoffs.sort((a, b) => (a.handoff!.at < b.handoff!.at ? 1 : -1)).slice(0, PRIME_ROWS);
  prime.reviews = prime.reviews.slice(0, PRIME_ROWS);
  return prime;
}

/** The first few by urgency, without sorting the thousands that will not be shown. */
function mostUrgent(tasks: readonly Task[], score: (task: Task) => number): Task[] {
  const best: Task[] = [];
  const order = (a: Task, b: Task) => score(b) - score(a) || a.id - b.id;
  for (const task of tasks) {
    const last = best[PRIME_ROWS - 1];
    if (last && order(last, task) < 0) continue;
    best.splice(PRIME_ROWS - 1, 1);
    best.push(task);
    best.sort(order);
  }
  return best;
}

/** Urgency, worked out once per task: the overdue ones are mostly ready, too. */
function scoreOf(facts: Facts, coefficients: Coefficients): (task: Task) => number {
  const known = new Map<Task, number>();
  return (task) => {
    const score = known.get(task) ?? urgency(task, facts, coefficients);
    known.set(task, score);
    return score;
  };
}

const TESTS = Object.entries(COUNTED).map(([name, tag]) => [name as CountName, virtualTag(tag)!.test] as const);

/** Counts one task wherever it belongs; says where. */
function countTask(task: Task, facts: Facts, counts: Prime['counts']): ReadonlySet<CountName> {
  const is = new Set<CountName>();
  for (const [name, test] of TESTS) {
    if (!test(task, facts)) continue;
    is.add(name);
    counts[name]++;
  }
  return is;
}

function noCounts(): Prime['counts'] {
  return { pending: 0, ready: 0, active: 0, blocked: 0, waiting: 0, overdue: 0, handoffs: 0, reviews: 0, completed: 0 };
}
