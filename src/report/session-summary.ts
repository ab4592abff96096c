import * as z from 'zod';
import { present } from '../base/present.ts';
import { isWithin } from '../claims/index.ts';
import { WORKSPACE } from '../domain/document-owner.ts';
import { stored } from '../domain/kinds/schemas.ts';
import type { Facts } from '../domain/queue/facts.ts';
import { unmetDependencies } from '../domain/queue/graph.ts';
import { namedTask, namedTaskOf } from '../domain/task/raw-title.ts';
import type { Task } from '../domain/task/task.ts';
import { type PlanHead, planHead } from './goals/plan-head.ts';
import { type Attention, attention } from './needs.ts';
import { halted } from './now/halted.ts';
import { eachGroup, openGroups, openGroupsOf } from './now/open-groups.ts';
import { type Situation, working } from './situation.ts';
import { wordedTask } from './task-line.ts';

const rows = () => z.array(wordedTask());

/** The queue's state for a session's start. Lists have {@link SUMMARY_ROWS} items, `counts` full numbers. */
const fields = () => ({
  /** Tasks claimed by the caller's session. */
  mine: rows(),
  /**
   * Items that need a person's attention, at most {@link SUMMARY_ROWS} handoffs and as many others. The item that
   * blocks most tasks comes first.
   */
  attention: z.array(attention().extend({ task: wordedTask() })),
  /** Unfinished tasks with a handoff note. */
  handoffs: rows(),
  /** Tasks whose latest run asks a question or needs a review. */
  reviews: rows(),
  working: z.array(working().extend({ task: wordedTask() })),
  /** Tasks with a result in a pull request. */
  proposed: z.array(working().extend({ task: wordedTask() })),
  /** The most urgent ready tasks that are neither started nor handed off. */
  ready: rows(),
  overdue: rows(),
  /** Blocked tasks that nobody works on. */
  blocked: z.array(z.strictObject({ task: wordedTask(), by: z.array(namedTask()) })),
  /** Tasks claimed by others, with the claim. */
  held: z.array(z.strictObject({ task: wordedTask(), claim: stored('claim') })),
  /** The purpose of the queue. Absent in a queue without goals. */
  goals: planHead().exactOptional(),
  /** Set if a started orchestrator starts no runs. */
  halted: halted().exactOptional(),
  /** Number of open proposals in the inbox. Absent if there are none. */
  inbox: z.int().exactOptional(),
  /** Names of the workspace's documents. Earlier sessions wrote them for all later sessions. */
  documents: z.array(z.string()),
  /**
   * The numbers of tasks, counted as filters do: `ready` means `+READY`, which includes tasks that were handed off.
   * `next` is the full length of the list `ready` above.
   */
  counts: z.record(z.string<Count>(), z.number()),
  /** The numbers of open tasks per group. They add up to `counts.open`. */
  groups: openGroups(),
});
export const sessionSummary = () => z.looseObject(fields());
export type SessionSummary = z.output<z.ZodObject<ReturnType<typeof fields>>>;

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
  | 'proposed'
  | 'next';

/** Maximum number of tasks per list. */
export const SUMMARY_ROWS = 10;

export function sessionSummaryOf(situation: Situation, facts: Facts, holder: string, goals?: PlanHead): SessionSummary {
  const { attention, working, proposed, ready, overdue, blocked, held, totals, worded, mostUrgent } = situation;
  const of = (...whys: readonly Attention['why'][]) => attention.filter(({ why }) => whys.includes(why));
  const [handoffs, reviews] = [of('handoff'), of('question', 'review')];
  const groups = openGroupsOf(situation, facts);
  const needs = attention.filter(({ why }) => why !== 'handoff');
  const listed = new Set([handoffs, needs].flatMap((rows) => rows.slice(0, SUMMARY_ROWS)));
  const told = <Row extends { task: Task }>(row: Row) => ({ ...row, task: worded(row.task) });
  const tasks = (rows: readonly { task: Task }[]) => rows.map(({ task }) => worded(task));
  const others = held.filter(({ claim }) => !isWithin(claim.holder, holder) && !isWithin(holder, claim.holder));
  return {
    mine: tasks(held.filter(({ claim }) => isWithin(claim.holder, holder))),
    attention: attention.filter((row) => listed.has(row)).map(told),
    handoffs: tasks(handoffs.slice(0, SUMMARY_ROWS)),
    reviews: tasks(reviews.slice(0, SUMMARY_ROWS)),
    working: working.slice(0, SUMMARY_ROWS).map(told),
    proposed: proposed.slice(0, SUMMARY_ROWS).map(told),
    ready: mostUrgent(ready, SUMMARY_ROWS).map(worded),
    overdue: mostUrgent(overdue, SUMMARY_ROWS).map(worded),
    blocked: mostUrgent(groups.blocked, SUMMARY_ROWS).map((task) => ({
      task: worded(task),
      by: unmetDependencies(facts.queue, task).map(namedTaskOf),
    })),
    held: others.filter(({ claim }) => facts.holdOf(claim)).map(told),
    ...present({ goals, halted: situation.halted, inbox: situation.inbox }),
    documents: [...facts.docNames(WORKSPACE)].sort(),
    counts: {
      ...totals,
      ...{ blocked: blocked.length, overdue: overdue.length, working: working.length, next: ready.length },
      proposed: proposed.length,
      ...{ attention: attention.length, reviews: reviews.length },
      ...{ failures: of('failure').length, unsent: of('unsent').length },
    },
    groups: eachGroup((group) => groups[group].length),
  };
}
