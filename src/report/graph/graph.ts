import { present } from '../../base/present.ts';
import type { Facts } from '../../domain/queue/facts.ts';
import { estimateOf } from '../../domain/task/estimate.ts';
import { rawTitleOf } from '../../domain/task/raw-title.ts';
import type { Task } from '../../domain/task/task.ts';
import type { Coefficients } from '../../domain/urgency/coefficients.ts';
import { urgency } from '../../domain/urgency/urgency.ts';
import { type ChainStep, holdUps, longestChain, prerequisitesFirst, waveOf } from '../chains.ts';
import { stateWord } from '../state-word.ts';
import type { Graph, GraphNode } from './graph-schema.ts';
import { edgesOf, goneOf, withPrerequisites } from './links.ts';

/** Lengths of tasks, from their estimates. */
interface Lengths {
  /** Unit of a chain's length: the tasks' estimates, or the number of tasks if no task has an estimate. */
  by: 'estimate' | 'count';
  /** Returns the task's estimate in milliseconds. */
  said(task: Task): number | undefined;
  /** Returns the length of a task in a chain. Uses the median estimate for a task without an estimate. */
  of(task: Task): number;
}

interface Asked {
  tasks: readonly Task[];
  facts: Facts;
  coefficients: Coefficients;
  /** Maximum number of tasks shown. */
  most: number;
  /** Whether to include tasks that don't depend on others and don't block others. */
  alone?: boolean;
  /** Maximum number of tasks in the list `unblocking`. */
  ranked?: number;
}

/** Facts about all tasks, including hidden ones. */
interface Known {
  /** Each task with the tasks that it depends on. */
  all: ReadonlyMap<Task, readonly Task[]>;
  lengths: Lengths;
  /** Two maps by uuid: the number of tasks that the task blocks, including hidden ones, and its wave. */
  held: ReadonlyMap<string, number>;
  waves: ReadonlyMap<string, number>;
  /** The task's dependencies that were deleted or left the queue, by uuid of the task. */
  gone: ReadonlyMap<string, NonNullable<GraphNode['gone']>>;
  /** Tasks of the longest chain, and the chain's length. */
  path: ReadonlySet<Task>;
  ms: number;
}

const RANKED = 10;

/**
 * Builds the graph of the selected tasks and all tasks that they depend on. If there are too many, keeps the longest
 * chain and then the tasks that block most, each with one task that it blocks. A task blocks more tasks than each task
 * that depends on it, so a kept task's dependencies are kept, too.
 */
export function graphOf(asked: Asked): Graph {
  const { tasks, facts, ranked = RANKED } = asked;
  const known = knownOf(tasks, facts);
  const { all } = known;
  const wanted = [...all.keys()].filter((task) => asked.alone || isConnected(task, known));
  const shown = chosen(wanted, known, asked);
  const { edges, parts, hidden } = edgesOf(all, new Set(shown.map(idOf)));
  const selected = new Set(tasks);
  const nodes = shown.map((task): GraphNode => {
    const [before, after] = hidden.get(task.uuid) ?? [0, 0];
    return {
      ...nodeOf(task, known, facts),
      ...(selected.has(task) ? {} : { along: true }),
      ...(before + after > 0 ? { hidden: [before, after] } : {}),
    };
  });
  return {
    nodes: nodes.sort((a, b) => a.wave - b.wave || a.id - b.id),
    edges,
    parts,
    critical: criticalOf(known),
    unblocking: mostUnblocking(known, ranked),
    totals: {
      shown: nodes.length,
      left: wanted.length - nodes.length,
      waves: nodes.reduce((last, { wave }) => Math.max(last, wave), 0),
      alone: all.size - wanted.length,
    },
  };
}

const idOf = ({ uuid }: Task) => uuid;

function knownOf(tasks: readonly Task[], { queue }: Facts): Known {
  const all = withPrerequisites(tasks, queue);
  const lengths = lengthsOf([...all.keys()]);
  const taskOf = new Map([...all.keys()].map((task) => [task.uuid, task]));
  const steps = [...all].map(
    ([task, after]): ChainStep => ({ id: task.uuid, ms: lengths.of(task), after: after.map(idOf) }),
  );
  const order = prerequisitesFirst(steps);
  const chain = longestChain(steps);
  const path = chain.steps.length > 1 ? chain.steps.map(({ id }) => taskOf.get(id)!) : [];
  const gone = new Map(
    [...all.keys()].flatMap((task) => {
      const of = goneOf(task, queue);
      return of ? [[task.uuid, of] as const] : [];
    }),
  );
  return { all, lengths, held: holdUps(queue), waves: waveOf(order), gone, path: new Set(path), ms: chain.ms };
}

function isConnected(task: Task, { all, held, gone }: Known): boolean {
  return (held.get(task.uuid) ?? 0) > 0 || all.get(task)!.length > 0 || gone.has(task.uuid);
}

/**
 * Returns the most important tasks, up to the limit. A task that blocks others comes with the most important one of
 * them whose other dependencies are chosen, too, because a drawing of blocking tasks alone would have no edges.
 */
function chosen(wanted: readonly Task[], { all, path, held }: Known, { most, facts, coefficients }: Asked): Task[] {
  if (wanted.length <= most) return [...wanted];
  const rank = new Map(wanted.map((task) => [task, urgency(task, facts, coefficients)]));
  const byImportance = [...wanted].sort(
    (a, b) =>
      Number(path.has(b)) - Number(path.has(a)) ||
      (held.get(b.uuid) ?? 0) - (held.get(a.uuid) ?? 0) ||
      rank.get(b)! - rank.get(a)! ||
      a.id - b.id,
  );
  const blocked = new Map<Task, Task[]>();
  for (const task of byImportance)
    for (const before of all.get(task)!) {
      const known = blocked.get(before);
      if (known) known.push(task);
      else blocked.set(before, [task]);
    }
  const found = new Set<Task>();
  const isPossible = (task: Task) => !found.has(task) && all.get(task)!.every((before) => found.has(before));
  for (const task of byImportance) {
    if (found.size >= most) break;
    found.add(task);
    const next = blocked.get(task) ?? [];
    const first = found.size < most && !next.some((each) => found.has(each)) && next.find(isPossible);
    if (first) found.add(first);
  }
  return [...found];
}

function nodeOf(task: Task, { lengths, held, waves, gone, path }: Known, facts: Facts): GraphNode {
  const { id, uuid, project } = task;
  const ms = lengths.said(task);
  const holdsUp = held.get(uuid) ?? 0;
  const lost = gone.get(uuid);
  return {
    ...{ id, uuid, ...rawTitleOf(task), state: stateWord(task, facts), wave: waves.get(uuid) ?? 0 },
    ...(project ? { project } : {}),
    ...present({ estimateMs: ms }),
    ...(holdsUp > 0 ? { holdsUp } : {}),
    ...(path.has(task) ? { critical: true } : {}),
    ...present({ gone: lost }),
  };
}

function criticalOf({ path, lengths, ms }: Known): Graph['critical'] {
  const ids = [...path].map(({ id }) => id);
  if (lengths.by === 'count') return { ids, by: 'count' };
  const guessed = [...path].filter((task) => lengths.said(task) === undefined).length;
  return { ids, by: 'estimate', ...(path.size > 0 ? { ms } : {}), ...(guessed > 0 ? { guessed } : {}) };
}

function mostUnblocking({ all, held }: Known, ranked: number): Graph['unblocking'] {
  return [...all.keys()]
    .map(({ id, uuid }) => ({ id, count: held.get(uuid) ?? 0 }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count || a.id - b.id)
    .slice(0, ranked);
}

function lengthsOf(tasks: readonly Task[]): Lengths {
  const estimates = new Map<Task, number>();
  for (const task of tasks) {
    const ms = estimateOf(task);
    if (ms !== undefined) estimates.set(task, ms);
  }
  const said = (task: Task) => estimates.get(task);
  if (estimates.size === 0) return { by: 'count', said, of: () => 1 };
  const sorted = [...estimates.values()].sort((a, b) => a - b);
  const usual = sorted[Math.floor(sorted.length / 2)]!;
  return { by: 'estimate', said, of: (task) => estimates.get(task) ?? usual };
}
