import { waitsFor } from '../domain/queue/graph.ts';
import type { TaskQueue } from '../domain/queue/queue.ts';
import type { Task } from '../domain/task/task.ts';

/** A step that takes time and may depend on other steps. */
export interface ChainStep {
  id: string;
  /** Length in any unit; milliseconds if it is a duration. */
  ms: number;
  /** Ids of the steps that must be done before. Unknown ids count as done. */
  after: readonly string[];
}

/** Returns, by step id, the number of prerequisites that are not done and the steps that depend on it. */
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

/** Returns each task with its prerequisites. Includes the prerequisites of prerequisites, at any depth. */
export function withBefore(tasks: readonly Task[], before: (task: Task) => Task[]): Map<Task, Task[]> {
  const found = new Map<Task, Task[]>();
  const all = new Set(tasks);
  for (const task of all) {
    found.set(task, before(task));
    for (const one of found.get(task)!) all.add(one);
  }
  return found;
}

/**
 * Sorts steps so that each one follows its prerequisites. Leaves out steps of a cycle and steps that depend on a cycle.
 */
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
 * Returns the wave of each step by id: 1 without prerequisites, otherwise one more than the highest wave of its
 * prerequisites. `order` lists prerequisites first.
 */
export function waveOf(order: readonly ChainStep[]): Map<string, number> {
  const waves = new Map<string, number>();
  for (const { id, after } of order)
    waves.set(id, 1 + after.reduce((last, one) => Math.max(last, waves.get(one) ?? 0), 0));
  return waves;
}

/**
 * Returns the longest chain of steps in which each step depends on the one before. More agents cannot make the work
 * shorter than this chain.
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

/** Number of steps whose dependents are counted in one pass. Each step is one bit of a row of 32 words. */
const WORDS = 32;
const BITS = WORDS * 32;

/**
 * Returns how many open tasks each open task blocks, by uuid. Same count as `holdsUp` of the domain, but for all tasks
 * at once. Leaves out tasks without dependencies in either direction, and cycles, which only damaged data contains.
 */
export function holdUps(queue: TaskQueue): ReadonlyMap<string, number> {
  const steps: ChainStep[] = [];
  for (const task of queue.open())
    if (task.parent !== undefined || queue.isBlocking(task) || queue.isBlocked(task) || queue.hasOpenSubtasks(task))
      steps.push({ id: task.uuid, ms: 1, after: waitsFor(queue, task.uuid) });
  return countWaiting(prerequisitesFirst(steps));
}

/**
 * Counts the steps that wait for each step, directly or through others. `order` lists prerequisites first. Costs
 * O(dependencies × waiting steps / 32). It works in passes, so ten thousand steps take a few milliseconds and little
 * memory.
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
