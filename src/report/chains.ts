import { waitsFor } from '../domain/queue/graph.ts';
import type { TaskQueue } from '../domain/queue/queue.ts';
import type { Task } from '../domain/task/task.ts';

/** Something that takes a while and waits for others of its kind. */
export interface ChainStep {
  id: string;
  /** Any measure of length; milliseconds where times are meant. */
  ms: number;
  /** Ids of the steps that it waits for. Those that are no steps count as done. */
  after: readonly string[];
}

/** How many prerequisites of each step are not done, and who waits for whom. */
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

/** The tasks with what each waits for; what they wait for comes along, near and far. */
export function withBefore(tasks: readonly Task[], before: (task: Task) => Task[]): Map<Task, Task[]> {
  const found = new Map<Task, Task[]>();
  const all = new Set(tasks);
  for (const task of all) {
    found.set(task, before(task));
    for (const one of found.get(task)!) all.add(one);
  }
  return found;
}

/** Every step after those that it waits for; those in a circle, and behind one, are left out. */
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

/** By id: 1 for a step that waits for nothing, else one more than the last step that it waits for. `order` has each after those. */
export function waveOf(order: readonly ChainStep[]): Map<string, number> {
  const waves = new Map<string, number>();
  for (const { id, after } of order)
    waves.set(id, 1 + after.reduce((last, one) => Math.max(last, waves.get(one) ?? 0), 0));
  return waves;
}

/** The chain of steps, each waiting for the one before, that takes longest: no number of agents is faster than that. */
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

/** Steps whose waiting ones are counted in one pass: as many as bits fit into the words of a row. */
const WORDS = 32;
const BITS = WORDS * 32;

/**
 * How many open tasks each open task holds up, by uuid, for those who ask about all of them: what `holdsUp` of the domain counts for one. Tasks
 * that neither wait nor are waited for are left out, and so are circles, which only damaged data has.
 */
export function holdUps(queue: TaskQueue): ReadonlyMap<string, number> {
  const steps: ChainStep[] = [];
  for (const task of queue.open())
    if (task.parent !== undefined || queue.isBlocking(task) || queue.isBlocked(task) || queue.hasOpenSubtasks(task))
      steps.push({ id: task.uuid, ms: 1, after: waitsFor(queue, task.uuid) });
  return countWaiting(prerequisitesFirst(steps));
}

/**
 * How many steps wait for each one. `order` has each after those that it waits for. Costs O(dependencies × waiting steps / 32), in passes, so
 * that ten thousand take a few milliseconds and little memory.
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
