import { isWithin } from '../claims/index.ts';
import type { Claim } from '../domain/claim.ts';
import { WORKSPACE } from '../domain/document-owner.ts';
import type { Facts } from '../domain/queue/facts.ts';
import { openDependencies } from '../domain/queue/graph.ts';
import type { Task } from '../domain/task/task.ts';
import type { Attention, Situation, Working } from './situation.ts';
import type { Worded } from './task-line.ts';

/** What a session should know at its start: the situation as far as it is shown at once. The counts say how many there are. */
export interface Prime {
  /** Tasks the caller's session holds. */
  mine: Worded[];
  /** What needs a person's attention, what holds most up first. */
  attention: Told<Attention>[];
  /** Tasks left unfinished with a note. */
  handoffs: Worded[];
  /** Tasks whose latest run asks a question or waits for a review. */
  reviews: Worded[];
  working: Told<Working>[];
  /** Most urgent ready tasks that nobody works on or left with a note. */
  ready: Worded[];
  overdue: Worded[];
  blocked: { task: Worded; by: Pick<Task, 'id' | 'description'>[] }[];
  /** Tasks that others hold, with the claim. */
  held: { task: Worded; claim: Claim }[];
  /** Names of the documents of the workspace: what sessions before this one wrote down for all. */
  documents: string[];
  /** Each as the filter's word counts it: `ready` is `+READY`, active and handed-off tasks included; `next` are those of `ready` above. */
  counts: Situation['totals'] &
    Record<
      'blocked' | 'overdue' | 'handoffs' | 'reviews' | 'failures' | 'unsent' | 'attention' | 'working' | 'next',
      number
    >;
}

type Told<Row> = Omit<Row, 'task'> & { task: Worded };

/** How many tasks of each part the prime carries. */
export const PRIME_ROWS = 10;

export function primeOf(situation: Situation, facts: Facts, holder: string): Prime {
  const { attention, working, ready, overdue, blocked, held, totals, worded, mostUrgent } = situation;
  const of = (...whys: readonly Attention['why'][]) => attention.filter(({ why }) => whys.includes(why));
  const [handoffs, reviews] = [of('handoff'), of('question', 'review')];
  const first = <Row extends { task: Task }>(rows: readonly Row[]) => rows.slice(0, PRIME_ROWS).map(told);
  const told = <Row extends { task: Task }>(row: Row) => ({ ...row, task: worded(row.task) });
  const tasks = (rows: readonly { task: Task }[]) => rows.map(({ task }) => worded(task));
  const others = held.filter(({ claim }) => !isWithin(claim.holder, holder) && !isWithin(holder, claim.holder));
  return {
    mine: tasks(held.filter(({ claim }) => isWithin(claim.holder, holder))),
    attention: first(attention),
    handoffs: tasks(handoffs.slice(0, PRIME_ROWS)),
    reviews: tasks(reviews.slice(0, PRIME_ROWS)),
    working: first(working),
    ready: mostUrgent(ready, PRIME_ROWS).map(worded),
    overdue: mostUrgent(overdue, PRIME_ROWS).map(worded),
    blocked: mostUrgent(blocked, PRIME_ROWS).map((task) => ({
      task: worded(task),
      by: openDependencies(facts.queue, task).map(({ id, description }) => ({ id, description })),
    })),
    held: others.filter(({ claim }) => facts.holdOf(claim)).map(told),
    documents: [...facts.docNames(WORKSPACE)].sort(),
    counts: {
      ...totals,
      ...{ blocked: blocked.length, overdue: overdue.length, working: working.length, next: ready.length },
      ...{ attention: attention.length, handoffs: handoffs.length, reviews: reviews.length },
      ...{ failures: of('failure').length, unsent: of('unsent').length },
    },
  };
}
