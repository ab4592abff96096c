import { isWithin } from '../claims/index.ts';
import type { Claim } from '../domain/claim.ts';
import { type Coefficients, DEFAULT_COEFFICIENTS } from '../domain/coefficients.ts';
import { WORKSPACE } from '../domain/doc.ts';
import type { Facts } from '../domain/facts.ts';
import { waitsForPerson } from '../domain/run-states.ts';
import type { Task } from '../domain/task.ts';
import { urgency } from '../domain/urgency.ts';
import { isPending, isReady } from '../domain/virtual-tags.ts';

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
  /** Names of the documents of the workspace: what sessions before this one wrote down for all. */
  documents: string[];
  /** Each as the filter's word counts it: `ready` is `+READY`, active and handed-off tasks included. */
  counts: Record<
    'pending' | 'ready' | 'active' | 'blocked' | 'waiting' | 'overdue' | 'handoffs' | 'reviews' | 'completed',
    number
  >;
  /** How many of the ready ones are active: a line that people add up counts these once. */
  readyActive: number;
}

/** How many tasks of each part the prime carries; the counts say how many there are. */
export const PRIME_ROWS = 5;

export function primeOf(
  facts: Facts,
  claims: readonly Claim[],
  holder: string,
  coefficients: Coefficients = DEFAULT_COEFFICIENTS,
): Prime {
  const prime: Prime = {
    mine: [],
    handoffs: [],
    reviews: [],
    ready: [],
    overdue: [],
    held: [],
    documents: [],
    counts: noCounts(),
    readyActive: 0,
  };
  const { counts } = prime;
  let open = 0;
  for (const task of facts.queue.open()) {
    open++;
    if (task.status === 'recurring') continue;
    const ready = isReady(task, facts);
    if (isPending(task, facts)) counts.pending++;
    else counts.waiting++;
    if (ready) counts.ready++;
    if (ready && task.start) prime.readyActive++;
    if (task.start) counts.active++;
    if (facts.queue.isBlocked(task)) counts.blocked++;
    if (task.due && task.due < facts.instant) prime.overdue.push(task);
    if (task.handoff) prime.handoffs.push(task);
    const run = facts.latestRun(task.uuid);
    if (run && waitsForPerson(run.state)) prime.reviews.push(task);
    if (ready && !task.start && !task.handoff) prime.ready.push(task);
  }
  counts.completed = facts.queue.size - open;
  counts.overdue = prime.overdue.length;
  counts.handoffs = prime.handoffs.length;
  counts.reviews = prime.reviews.length;
  for (const claim of claims) {
    const task = claim.task ? facts.queue.get(claim.task) : undefined;
    if (!task) continue;
    if (isWithin(claim.holder, holder)) prime.mine.push(task);
    else if (facts.holdOf(claim) && !isWithin(holder, claim.holder)) prime.held.push({ task, claim });
  }
  prime.documents = [...facts.docNames(WORKSPACE)].sort();
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

function noCounts(): Prime['counts'] {
  return { pending: 0, ready: 0, active: 0, blocked: 0, waiting: 0, overdue: 0, handoffs: 0, reviews: 0, completed: 0 };
}
