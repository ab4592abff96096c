import { type Actor, isNamed } from '../domain/actor.ts';
import type { Coefficients } from '../domain/coefficients.ts';
import type { Facts } from '../domain/facts.ts';
import { openDependencies } from '../domain/graph.ts';
import type { Instant } from '../domain/instant.ts';
import { waitsForPerson } from '../domain/run-states.ts';
import type { Handoff, Task } from '../domain/task.ts';
import { urgency } from '../domain/urgency.ts';
import { isReady } from '../domain/virtual-tags.ts';
import type { Commit } from '../store/index.ts';

/** What became of tasks since an instant, and what comes. Lists are whole; whoever shows them bounds them. */
export interface Standup {
  since: Instant;
  /** Completed since, in that order, by whom and when. */
  done: { task: Task; by: Actor; at: Instant }[];
  /** Started and not stopped, the longest first; who holds them, where that is known. */
  progress: { task: Task; by?: Actor | undefined; since: Instant }[];
  /** Left with a note since. */
  left: { task: Task; handoff: Handoff }[];
  /** What open tasks wait for; the most urgent first. */
  blocked: { task: Task; by: Task[] }[];
  /** Ready and in nobody's hands, the most urgent first. */
  next: Task[];
  /** In the hands of runs that wait for a person. */
  reviews: Task[];
  counts: { added: number; deleted: number; overdue: number };
}

export interface StandupInput {
  facts: Facts;
  coefficients: Coefficients;
  since: Instant;
  /** Those made since, the first one first. */
  commits: readonly Commit[];
  /** Who holds a started task. */
  holderOf(task: Task): Actor | undefined;
  /** Only what is of whom this names. */
  by?: string | undefined;
  /** Only these tasks, by uuid. */
  wanted?: ReadonlySet<string> | undefined;
}

export function standupOf(input: StandupInput): Standup {
  const { facts, coefficients, since, commits, by, wanted } = input;
  const { queue } = facts;
  const isOfWhom = (actor: Actor | undefined) => by === undefined || (actor !== undefined && isNamed(actor, by));
  const past = pastOf(commits, isOfWhom);
  const standup: Standup = {
    since,
    done: [],
    progress: [],
    left: [],
    blocked: [],
    next: [],
    reviews: [],
    counts: { added: 0, deleted: 0, overdue: 0 },
  };
  for (const [uuid, made] of past.done) {
    const task = queue.get(uuid);
    if (task?.status === 'completed' && (!wanted || wanted.has(uuid))) standup.done.push({ task, ...made });
  }
  for (const kind of ['added', 'deleted'] as const)
    standup.counts[kind] = [...past[kind]].filter((uuid) => !wanted || wanted.has(uuid)).length;
  for (const task of queue.open())
    if (task.status === 'pending' && (!wanted || wanted.has(task.uuid)))
      place(task, standup, { ...input, isOfWhom, touched: past.touched });
  const order = byUrgency(facts, coefficients);
  standup.progress.sort((a, b) => (a.since < b.since ? -1 : 1));
  standup.blocked.sort((a, b) => order(a.task, b.task));
  standup.next.sort(order);
  return standup;
}

interface Placing extends StandupInput {
  isOfWhom(actor: Actor | undefined): boolean;
  touched: ReadonlySet<string>;
}

/** Puts an open task where it belongs; it may belong nowhere. */
function place(task: Task, to: Standup, { facts, since, by, holderOf, isOfWhom, touched }: Placing): void {
  const { queue, instant } = facts;
  const mine = by === undefined || task.agent === by || touched.has(task.uuid);
  if (task.due !== undefined && task.due < instant && mine) to.counts.overdue++;
  const run = facts.latestRun(task.uuid);
  const holder = task.start ? holderOf(task) : undefined;
  if (run && waitsForPerson(run.state)) to.reviews.push(task);
  else if (task.start && isOfWhom(holder)) to.progress.push({ task, by: holder, since: task.start });
  else if (task.handoff && task.handoff.at >= since && (mine || task.handoff.actor === by))
    to.left.push({ task, handoff: task.handoff });
  if (queue.isBlocked(task)) {
    if (mine) to.blocked.push({ task, by: openDependencies(queue, task) });
  } else if (!task.start && !task.handoff && isReady(task, facts) && (by === undefined || !task.agent || mine)) {
    to.next.push(task);
  }
}

/** What commits say of tasks: the last word on each counts. */
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

function byUrgency(facts: Facts, coefficients: Coefficients): (a: Task, b: Task) => number {
  const known = new Map<Task, number>();
  const score = (task: Task) => {
    const value = known.get(task) ?? urgency(task, facts, coefficients);
    known.set(task, value);
    return value;
  };
  return (a, b) => score(b) - score(a) || a.id - b.id;
}
