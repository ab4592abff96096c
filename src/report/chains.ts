import { waitsFor } from '../domain/queue/graph.ts';
import type { TaskQueue } from '../domain/queue/queue.ts';
import type { Task } from '../domain/task/task.ts';

/** A step that takes time and may depend on other steps. */
export interface ChainStep {
  id: string;
  /** Length of the step; milliseconds if it is a duration. */
  ms: number;
  /** Ids of the steps that must be done before this one. Unknown ids count as done. */
  after: readonly string[];
}

/**
 * Returns two maps with step ids as keys: the number of steps that must be done before the step, and the steps that
 * depend on it.
 */
export function chainsOf<Each extends ChainStep>(steps: readonly Each[]) {
  const known = new Set(steps.map(({ id }) => id));
  const missing = new Map<string, number>();
  const dependents = new Map<string, Each[]>();
  for (const step of steps) {
    const after = new Set(step.after.filter((id) => known.has(id)));
    missing.set(step.id, after.size);
    for (const id of after) {
      const others = dependents.get(id);
      if (others) others.push(step);
      else dependents.set(id, [step]);
    }
  }
  return { missing, dependents };
}

/**
 * Returns a map from each task to the tasks that must be done directly before it. Also has the tasks that must be done
 * before those, at any depth, as keys.
 */
export function withBefore(tasks: readonly Task[], before: (task: Task) => Task[]): Map<Task, Task[]> {
  const found = new Map<Task, Task[]>();
  const all = new Set(tasks);
  for (const task of all) {
    found.set(task, before(task));
    for (const one of found.get(task)!) all.add(one);
  }
  return found;
}

/** Sorts steps so that each follows the steps that it depends on. Omits steps in or behind a cycle. */
export function prerequisitesFirst<Each extends ChainStep>(steps: readonly Each[]): Each[] {
  const { missing, dependents } = chainsOf(steps);
  const order = steps.filter(({ id }) => missing.get(id) === 0);
  for (const step of order) {
    for (const next of dependents.get(step.id) ?? []) {
      const count = missing.get(next.id)! - 1;
      missing.set(next.id, count);
      if (count === 0) order.push(next);
    }
  }
  return order;
}

/**
 * Returns the wave of each step, by id. A step without dependencies is in wave 1; any other step is in the wave after
 * its last dependency.
 * @param order the steps, each after its dependencies
 */
export function waveOf(order: readonly ChainStep[]): Map<string, number> {
  const waves = new Map<string, number>();
  for (const { id, after } of order)
    waves.set(id, 1 + after.reduce((last, one) => Math.max(last, waves.get(one) ?? 0), 0));
  return waves;
}

/**
 * Returns the longest chain of steps in which each step depends on the one before. With any number of agents, the work
 * takes at least as long as this chain.
 */
export function longestChain<Each extends ChainStep>(steps: readonly Each[]): { steps: Each[]; ms: number } {
  const byId = new Map(steps.map((step) => [step.id, step]));
  const best = new Map<string, { ms: number; before: Each | undefined }>();
  for (const step of prerequisitesFirst(steps)) {
    let [ms, before]: [number, Each | undefined] = [0, undefined];
    for (const id of step.after) {
      const earlier = best.get(id);
      if (earlier && earlier.ms > ms) [ms, before] = [earlier.ms, byId.get(id)];
    }
    best.set(step.id, { ms: ms + step.ms, before });
  }
  let last: Each | undefined;
  for (const step of steps)
    if (best.has(step.id) && (!last || best.get(step.id)!.ms > best.get(last.id)!.ms)) last = step;
  const chain: Each[] = [];
  for (let at = last; at; at = best.get(at.id)!.before) chain.push(at);
  return { steps: chain.reverse(), ms: last ? best.get(last.id)!.ms : 0 };
}

/** Number of 32-bit words in a row. Each bit is a step, so one pass handles 32 × this number of steps. */
const WORDS = 32;
const BITS = WORDS * 32;

/**
 * Returns the number of open tasks that each open task blocks, by uuid. The result equals `holdsUp` of the domain, but
 * covers all tasks at once. Omits tasks without dependencies, and cycles, which only damaged data contains.
 */
export function holdUps(queue: TaskQueue): ReadonlyMap<string, number> {
  const steps: ChainStep[] = [];
  for (const task of queue.open())
    if (task.parent !== undefined || queue.isBlocking(task) || queue.isBlocked(task) || queue.hasOpenSubtasks(task))
      steps.push({ id: task.uuid, ms: 1, after: waitsFor(queue, task.uuid) });
  return countWaiting(prerequisitesFirst(steps));
}

/**
 * Counts the steps that depend on each step, directly or through others. The cost is O(dependencies × dependent steps /
 * 32). Works in passes, so that ten thousand steps need a few milliseconds and little memory.
 * @param order the steps, each after its dependencies
 */
function countWaiting(order: readonly ChainStep[]): Map<string, number> {
  const at = new Map(order.map(({ id }, i) => [id, i]));
  const after = order.map((step) => step.after.flatMap((id) => at.get(id) ?? []));
  const waiting = [...after.keys()].filter((i) => after[i]!.length > 0);
  const counts = new Uint32Array(order.length);
  const rows = new Uint32Array(order.length * WORDS);
  for (let from = 0; from < waiting.length; from += BITS) {
    rows.fill(0);
    const counted = waiting.slice(from, from + BITS);
    let bit = counted.length;
    for (let i = counted.at(-1)!; i >= 0; i--) {
      const row = i * WORDS;
      counts[i]! += ones(rows, row);
      if (counted[bit - 1] === i) rows[row + (--bit >> 5)]! |= 1 << (bit & 31);
      for (const before of after[i]!)
        for (let word = 0; word < WORDS; word++) rows[before * WORDS + word]! |= rows[row + word]!;
    }
  }
  return new Map(order.map(({ id }, i) => [id, counts[i]!]));
}

function ones(rows: Uint32Array, from: number): number {
  let count = 0;
  for (let i = from; i < from + WORDS; i++) {
    let word = rows[i]!;
    word -= (word >>> 1) & 0x55555555;
    word = (word & 0x33333333) + ((word >>> 2) & 0x33333333);
    count += Math.imul((word + (word >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
  }
  return count;
}
