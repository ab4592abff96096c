import type { Coefficients } from '../domain/coefficients.ts';
import type { Facts } from '../domain/facts.ts';
import { openDependencies } from '../domain/graph.ts';
import type { TaskQueue } from '../domain/queue.ts';
import { isOpen, type Task } from '../domain/task.ts';
import { urgency } from '../domain/urgency.ts';
import { heldUpBy, longestChain, prerequisitesFirst, type Step } from './chains.ts';
import { estimateOf } from './estimate.ts';
import { type StateWord, stateWord } from './state-word.ts';

/** A task of a drawing of dependencies. What it does not have is left out. */
export interface GraphNode {
  id: number;
  uuid: string;
  description: string;
  state: StateWord;
  /** 1 for what waits for nothing; each other one stands in the wave after the last one that it waits for. 0: in a circle, or behind one. */
  wave: number;
  project?: string;
  /** Milliseconds, as somebody estimated. */
  estimateMs?: number;
  /** How many open tasks cannot begin before it is done, directly or through others. */
  holdsUp?: number;
  critical?: true;
  /** The filter did not select it: it came along, since another one waits for it. */
  along?: true;
  /** Dependencies on tasks that are deleted, or not in the queue any more: they hold nobody up. */
  gone?: { uuid: string; id?: number }[];
  /** How many of those that it waits for, and that wait for it, are left out. */
  hidden?: [before: number, after: number];
}

/** Who waits for whom among open tasks. */
export interface Graph {
  nodes: GraphNode[];
  /** Numbers: the first one has to be done before the second one. */
  edges: [before: number, after: number][];
  /** The same of subtasks and the task that they are parts of. */
  parts: [before: number, after: number][];
  /** The chain that takes longest; of one task there is none. */
  critical: { ids: number[]; by: 'estimate' | 'count'; ms?: number; guessed?: number };
  /** The tasks that most others wait for, the first the most. */
  unblocking: { id: number; count: number }[];
  totals: {
    /** Tasks in the drawing, and those that the limit left out. */
    shown: number;
    left: number;
    waves: number;
    /** Tasks without any dependency that are not shown. */
    alone: number;
  };
}

interface Asked {
  tasks: readonly Task[];
  facts: Facts;
  coefficients: Coefficients;
  /** Tasks that are shown, at most. */
  most: number;
  /** Those that wait for nothing and hold nothing up, too. */
  alone?: boolean;
  /** Of the ranking. */
  ranked?: number;
}

const RANKED = 10;

/**
 * Selected tasks with whatever they wait for. Where they are too many, the longest chain stays, and of the others those that hold most up: these
 * bring their own prerequisites with them, since a prerequisite holds up one more.
 */
export function graphOf({ tasks, facts, coefficients, most, alone = false, ranked = RANKED }: Asked): Graph {
  const { queue } = facts;
  const all = withPrerequisites(tasks, queue);
  const taskOf = new Map([...all.keys()].map((task) => [task.uuid, task]));
  const weight = weightOf([...taskOf.values()]);
  const steps = [...all].map(([task, after]): Step => ({ id: task.uuid, ms: weight.of(task), after: after.map(idOf) }));
  const order = prerequisitesFirst(steps);
  const held = heldUpBy(order);
  const waves = wavesOf(order);
  const chain = longestChain(steps);
  const path = new Set(chain.steps.length > 1 ? chain.steps.map(({ id }) => id) : []);
  const connected = (task: Task) => (held.get(task.uuid) ?? 1) > 0 || all.get(task)!.length > 0 || goneOf(task, queue);
  const wanted = [...all.keys()].filter((task) => alone || connected(task));
  const rank = new Map(wanted.length > most ? wanted.map((task) => [task, urgency(task, facts, coefficients)]) : []);
  const shown = wanted
    .sort(
      (a, b) =>
        Number(path.has(b.uuid)) - Number(path.has(a.uuid)) ||
        (held.get(b.uuid) ?? 0) - (held.get(a.uuid) ?? 0) ||
        (rank.get(b) ?? 0) - (rank.get(a) ?? 0) ||
        a.id - b.id,
    )
    .slice(0, most);
  const inSight = new Set(shown.map(idOf));
  const selected = new Set(tasks);
  const { edges, parts, hidden } = edgesOf(all, inSight);
  const nodes = shown.map((task): GraphNode => {
    const [before, after] = hidden.get(task.uuid) ?? [0, 0];
    const gone = goneOf(task, queue);
    const ms = estimateOf(task);
    const holdsUp = held.get(task.uuid) ?? 0;
    return {
      id: task.id,
      uuid: task.uuid,
      description: task.description,
      state: stateWord(task, facts),
      wave: waves.get(task.uuid) ?? 0,
      ...(task.project ? { project: task.project } : {}),
      ...(ms === undefined ? {} : { estimateMs: ms }),
      ...(holdsUp > 0 ? { holdsUp } : {}),
      ...(path.has(task.uuid) ? { critical: true } : {}),
      ...(selected.has(task) ? {} : { along: true }),
      ...(gone ? { gone } : {}),
      ...(before + after > 0 ? { hidden: [before, after] } : {}),
    };
  });
  return {
    nodes: nodes.sort((a, b) => a.wave - b.wave || a.id - b.id),
    edges,
    parts,
    critical: {
      ids: [...path].map((uuid) => taskOf.get(uuid)!.id),
      by: weight.by,
      ...(weight.by === 'estimate' && path.size > 0 ? { ms: chain.ms } : {}),
      ...guessedIn(weight.by === 'estimate' ? [...path].map((uuid) => taskOf.get(uuid)!) : []),
    },
    unblocking: mostUnblocking(held, taskOf, ranked),
    totals: {
      shown: nodes.length,
      left: wanted.length - nodes.length,
      waves: nodes.reduce((last, { wave }) => Math.max(last, wave), 0),
      alone: all.size - wanted.length,
    },
  };
}

const idOf = ({ uuid }: Task) => uuid;

/** The tasks, and whatever has to be done before them, near and far: open dependencies, and open subtasks. */
function withPrerequisites(tasks: readonly Task[], queue: TaskQueue): Map<Task, Task[]> {
  const found = new Map<Task, Task[]>();
  const all = new Set(tasks);
  for (const task of all) {
    const after = [...new Set([...openDependencies(queue, task), ...openParts(queue, task)])];
    found.set(task, after);
    for (const one of after) all.add(one);
  }
  return found;
}

function openParts(queue: TaskQueue, task: Task): Task[] {
  return queue.hasOpenSubtasks(task)
    ? [...queue.children(task.uuid)].map((uuid) => queue.get(uuid)!).filter(isOpen)
    : [];
}

function goneOf({ depends = [] }: Task, queue: TaskQueue): GraphNode['gone'] {
  const gone = depends.flatMap((uuid) => {
    const task = queue.get(uuid);
    if (!task) return [{ uuid }];
    return task.status === 'deleted' ? [{ uuid, id: task.id }] : [];
  });
  return gone.length > 0 ? gone : undefined;
}

function edgesOf(all: ReadonlyMap<Task, readonly Task[]>, inSight: ReadonlySet<string>) {
  const edges: Graph['edges'] = [];
  const parts: Graph['parts'] = [];
  const hidden = new Map<string, [before: number, after: number]>();
  const hide = (uuid: string, side: 0 | 1) => {
    const counts = hidden.get(uuid) ?? [0, 0];
    counts[side]++;
    hidden.set(uuid, counts);
  };
  for (const [task, after] of all)
    for (const before of after) {
      if (!inSight.has(before.uuid)) hide(task.uuid, 0);
      else if (!inSight.has(task.uuid)) hide(before.uuid, 1);
      else (task.depends?.includes(before.uuid) ? edges : parts).push([before.id, task.id]);
    }
  return { edges, parts, hidden };
}

function wavesOf(order: readonly Step[]): Map<string, number> {
  const waves = new Map<string, number>();
  for (const { id, after } of order)
    waves.set(id, 1 + after.reduce((last, one) => Math.max(last, waves.get(one) ?? 0), 0));
  return waves;
}

/** A chain is as long as its estimates say, a task without one taken for a usual one (the median); without any it is as long as it has tasks. */
function weightOf(tasks: readonly Task[]): { by: 'estimate' | 'count'; of(task: Task): number } {
  const known = tasks.flatMap((task) => estimateOf(task) ?? []).sort((a, b) => a - b);
  if (known.length === 0) return { by: 'count', of: () => 1 };
  const usual = known[Math.floor(known.length / 2)]!;
  return { by: 'estimate', of: (task) => estimateOf(task) ?? usual };
}

function guessedIn(path: readonly Task[]): { guessed?: number } {
  const guessed = path.filter((task) => estimateOf(task) === undefined).length;
  return guessed > 0 ? { guessed } : {};
}

function mostUnblocking(held: ReadonlyMap<string, number>, taskOf: ReadonlyMap<string, Task>, ranked: number) {
  return [...held]
    .filter(([, count]) => count > 0)
    .map(([uuid, count]) => ({ id: taskOf.get(uuid)!.id, count }))
    .sort((a, b) => b.count - a.count || a.id - b.id)
    .slice(0, ranked);
}
