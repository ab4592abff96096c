import * as z from 'zod';
import { isWithin } from '../claims/index.ts';
import { WORKSPACE } from '../domain/document-owner.ts';
import { stored } from '../domain/kinds/schemas.ts';
import type { Facts } from '../domain/queue/facts.ts';
import { openDependencies } from '../domain/queue/graph.ts';
import type { Task } from '../domain/task/task.ts';
import { type Attention, attention, type Situation, working } from './situation.ts';
import { wordedTask } from './task-line.ts';

const rows = () => z.array(wordedTask());

/** What a session should know at its start: the situation as far as it is shown at once. The counts say how many there are. */
const fields = () => ({
  /** Tasks the caller's session holds. */
  mine: rows(),
  /** What needs a person's attention, what holds most up first. */
  attention: z.array(attention().extend({ task: wordedTask() })),
  /** Tasks left unfinished with a note. */
  handoffs: rows(),
  /** Tasks whose latest run asks a question or waits for a review. */
  reviews: rows(),
  working: z.array(working().extend({ task: wordedTask() })),
  /** The most urgent ready tasks, except those that are in progress or were left with a note. */
  ready: rows(),
  overdue: rows(),
  blocked: z.array(
    z.strictObject({ task: wordedTask(), by: z.array(z.strictObject({ id: z.int(), description: z.string() })) }),
  ),
  /** Tasks that others hold, with the claim. */
  held: z.array(z.strictObject({ task: wordedTask(), claim: stored('claim') })),
  /** Names of the documents of the workspace: what sessions before this one wrote down for all. */
  documents: z.array(z.string()),
  /** Each as the filter's word counts it: `ready` is `+READY`, active and handed-off tasks included; `next` are those of `ready` above. */
  counts: z.record(z.string<Count>(), z.number()),
});
export const prime = () => z.looseObject(fields());
export type Prime = z.output<z.ZodObject<ReturnType<typeof fields>>>;

type Count =
  | keyof Situation['totals']
  | 'blocked'
  | 'overdue'
  | 'handoffs'
  | 'reviews'
  | 'failures'
  | 'unsent'
  | 'attention'
  | 'working'
  | 'next';

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
