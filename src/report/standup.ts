import * as z from 'zod';
import { present } from '../base/present.ts';
import { type Shape, typedAs } from '../base/shape.ts';
import { type Actor, isAuthorNamed } from '../domain/actor.ts';
import type { Instant } from '../domain/instant.ts';
import { task, tasks } from '../domain/kinds/schemas.ts';
import { unmetDependencies } from '../domain/queue/graph.ts';
import type { TaskQueue } from '../domain/queue/queue.ts';
import type { Handoff, Task } from '../domain/task/task.ts';
import type { Commit } from '../store/index.ts';
import { type Clock, dayBounds, formatLocal } from '../time/index.ts';
import { type DoneFor, doneFor } from './goals/done-by-outcome.ts';
import { type Attention, attention } from './needs.ts';
import type { Situation } from './situation.ts';

const actor = () => typedAs<Actor>(z.looseObject({ kind: z.string(), name: z.string() }));
const handoff = () => typedAs<Handoff>(z.looseObject({ actor: z.string(), note: z.string() }));

/**
 * The history of tasks since an instant, and the next tasks. Lists have at most {@link LISTED} rows; `totals` has the
 * full numbers.
 */
export const standup = () =>
  z.strictObject({
    since: z.string(),
    /** Tasks completed in the standup's period, in the order of their completion, with author and time. */
    done: z.array(z.strictObject({ task: task(), by: actor(), at: z.string() })),
    /** The completed tasks by outcome. Absent in a queue without goals. */
    outcomes: z.array(doneFor()).exactOptional(),
    /** Tasks started and not stopped, the longest-running first. `by` is the claim's holder, if known. */
    progress: z.array(z.strictObject({ task: task(), by: actor().optional(), since: z.string() })),
    /** Tasks handed off in the standup's period. */
    left: z.array(z.strictObject({ task: task(), handoff: handoff() })),
    /** Open tasks with the tasks that block them, the most urgent first. */
    blocked: z.array(z.strictObject({ task: task(), by: tasks() })),
    /** Ready tasks that nobody works on, the most urgent first. */
    next: tasks(),
    /** Items that need a person's attention, except handoffs. */
    waiting: z.array(attention()),
    /** Full length of each list. */
    totals: z.strictObject({
      ...{ done: z.int(), progress: z.int(), left: z.int(), blocked: z.int(), next: z.int(), waiting: z.int() },
    }),
    counts: z.strictObject({ added: z.int(), deleted: z.int(), overdue: z.int() }),
  });
export type Standup = Shape<typeof standup>;

const LISTS = ['done', 'progress', 'left', 'blocked', 'next', 'waiting'] as const;
type Listed = (typeof LISTS)[number];

/** Maximum number of tasks per list, and of blocking tasks per task. */
const LISTED = 200;
const WAITED_FOR = 20;

export interface StandupInput {
  situation: Situation;
  queue: TaskQueue;
  since: Instant;
  /** Commits in the standup's period, oldest first. */
  commits: readonly Commit[];
  /** Returns the author of the claim of a started task. */
  holderOf(task: Task): Actor | undefined;
  /** Limits the standup to the work of this author or assignee. */
  by?: string | undefined;
  /** Limits the standup to tasks with these uuids. */
  wanted?: ReadonlySet<string> | undefined;
  /** Groups completed tasks by outcome. */
  outcomesOf?(done: readonly Task[]): DoneFor[] | undefined;
}

export function standupOf({
  situation,
  queue,
  since,
  commits,
  holderOf,
  by,
  wanted,
  outcomesOf,
}: StandupInput): Standup {
  const isOfWhom = (actor: Actor | undefined) => by === undefined || (actor !== undefined && isAuthorNamed(actor, by));
  const past = pastOf(commits, isOfWhom);
  const isWanted = (uuid: string) => !wanted || wanted.has(uuid);
  const isMine = ({ agent, uuid }: Task) => by === undefined || agent === by || past.touched.has(uuid);
  const rows = <Row extends { task: Task }>(all: readonly Row[]) => all.filter(({ task }) => isWanted(task.uuid));
  const mine = (tasks: readonly Task[]) => tasks.filter((task) => isWanted(task.uuid) && isMine(task));
  const count = (uuids: ReadonlySet<string>) => [...uuids].filter(isWanted).length;
  const { attention, working, ready, blocked, overdue, mostUrgent } = situation;
  const isLeft = ({ why }: Attention) => why === 'handoff';
  const done = rows(
    [...past.done].flatMap(([uuid, made]) => {
      const task = queue.get(uuid);
      return task?.status === 'completed' ? [{ task, ...made }] : [];
    }),
  );
  return bounded({
    since,
    done,
    ...present({ outcomes: outcomesOf?.(done.map(({ task }) => task)) }),
    progress: rows(working)
      .map(({ task, since: from }) => ({ task, by: holderOf(task), since: from }))
      .filter((row) => isOfWhom(row.by)),
    left: rows(attention.filter(isLeft))
      .map(({ task }) => ({ task, handoff: task.handoff! }))
      .filter(({ task, handoff: { at, actor } }) => at >= since && (isMine(task) || actor === by)),
    waiting: rows(attention.filter((row) => !isLeft(row))),
    blocked: mostUrgent(mine(blocked)).map((task) => ({ task, by: unmetDependencies(queue, task) })),
    next: mostUrgent(ready.filter((task) => isWanted(task.uuid) && (!task.agent || isMine(task)))),
    counts: { added: count(past.added), deleted: count(past.deleted), overdue: mine(overdue).length },
  });
}

function bounded(standup: Omit<Standup, 'totals'>): Standup {
  const first = Object.fromEntries(LISTS.map((name) => [name, standup[name].slice(0, LISTED)])) as Pick<
    Standup,
    Listed
  >;
  return {
    ...standup,
    ...first,
    blocked: first.blocked.map(({ task, by }) => ({ task, by: by.slice(0, WAITED_FOR) })),
    totals: Object.fromEntries(LISTS.map((name) => [name, standup[name].length])) as Standup['totals'],
  };
}

/** Collects the changes of tasks. If a task's status changed several times, the last change counts. */
function pastOf(commits: readonly Commit[], isOfWhom: (actor: Actor) => boolean) {
  const done = new Map<string, { by: Actor; at: Instant }>();
  const [added, deleted, touched] = [new Set<string>(), new Set<string>(), new Set<string>()];
  for (const { actor, at, changes } of commits) {
    for (const { kind, id, before, after } of changes) {
      if (kind !== 'task') continue;
      const status = after?.status;
      if (status !== undefined || after === null) for (const words of [done, deleted]) words.delete(id);
      if (after === null) added.delete(id);
      if (!isOfWhom(actor)) continue;
      touched.add(id);
      if (before === null) added.add(id);
      if (status === 'completed') done.set(id, { by: actor, at });
      if (status === 'deleted') deleted.add(id);
    }
  }
  return { done, added, deleted, touched };
}

/** Returns the start of the last day from Monday to Friday before today, in epoch ms. Ignores holidays. */
export function lastWorkingDay({ now, zone }: Clock): number {
  for (let back = 1; ; back++) {
    const { start } = dayBounds(now, zone, -back);
    const weekday = new Date(`${formatLocal(start, zone)}Z`).getUTCDay();
    if (weekday >= 1 && weekday <= 5) return start;
  }
}
