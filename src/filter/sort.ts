import { formatActor } from '../domain/actor.ts';
import type { Facts } from '../domain/queue/facts.ts';
import { boardOrder } from '../domain/task/board-order.ts';
import { isOpen, type Task } from '../domain/task/task.ts';
import { type Coefficients, DEFAULT_COEFFICIENTS } from '../domain/urgency/coefficients.ts';
import { urgency } from '../domain/urgency/urgency.ts';
import { resolveDuration } from '../time/index.ts';
import type { SortKey } from './ast.ts';
import { compareText } from './evaluate/compare-values.ts';
import { attribute } from './tables/find-attribute.ts';

export interface SortOptions {
  /** Maximum number of tasks to return. Finding the first tasks is faster than sorting all tasks. */
  limit?: number | undefined;
  coefficients?: Coefficients | undefined;
}

export const DEFAULT_SORT: readonly SortKey[] = [{ attribute: 'urgency', descending: true }];

/**
 * Returns the tasks sorted by keys, or by urgency if there are no keys. Equal tasks are sorted by number, then uuid.
 * Tasks without the attribute come last, also in descending order. Each key is computed once per task. The input is not
 * changed.
 */
export function sortTasks(
  tasks: Iterable<Task>,
  keys: readonly SortKey[],
  facts: Facts,
  options: SortOptions = {},
): Task[] {
  const wanted = keys.length > 0 ? keys : DEFAULT_SORT;
  const list = [...tasks];
  const coefficients = options.coefficients ?? DEFAULT_COEFFICIENTS;
  const columns = wanted.map(({ attribute: name, descending }): Column => {
    const read = reader(name, coefficients);
    return { values: list.map((task) => read(task, facts)), descending };
  });
  const order = ordering(list, columns);
  const { limit = list.length } = options;
  const first = limit < list.length ? firstOf(list.length, limit, order) : upTo(list.length);
  return first.sort(order).map((at) => list[at]!);
}

type Value = string | number | undefined;

/** The values of one sort key, in the order of the tasks. */
interface Column {
  values: readonly Value[];
  descending: boolean;
}

function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, at) => at);
}

function reader(name: string, coefficients: Coefficients): (task: Task, facts: Facts) => Value {
  if (name === 'rank') return (task, facts) => (isOpen(task) ? boardOrder(task, facts, coefficients) : undefined);
  const row = attribute(name);
  switch (row?.type) {
    case 'urgency':
      return (task, facts) => urgency(task, facts, coefficients);
    case 'choice':
      return (task, facts) => {
        const value = row.read(task, facts);
        return value === undefined ? undefined : row.values.length - row.values.indexOf(value);
      };
    case 'duration':
      return (task) => {
        const duration = resolveDuration(row.read(task) ?? '');
        return duration.ok ? duration.ms : undefined;
      };
    case 'author':
      return (task, facts) => {
        const author = row.read(task, facts);
        return author && formatActor(author);
      };
    case 'text':
    case 'date':
    case 'number':
      return row.read;
    default:
      throw new TypeError(`${name} has no order`);
  }
}

/** Compares two tasks by their positions in the list. */
type Order = (a: number, b: number) => number;

function ordering(tasks: readonly Task[], columns: readonly Column[]): Order {
  return (a, b) => {
    for (let i = 0; i < columns.length; i++) {
      const { values, descending } = columns[i]!;
      const sign = compareValues(values[a], values[b], descending);
      if (sign !== 0) return sign;
    }
    return tasks[a]!.id - tasks[b]!.id || compareText(tasks[a]!.uuid, tasks[b]!.uuid);
  };
}

function compareValues(a: Value, b: Value, descending: boolean): number {
  if (a === b) return 0;
  if (a === undefined) return 1;
  if (b === undefined) return -1;
  const sign = typeof a === 'number' && typeof b === 'number' ? a - b : compareText(String(a), String(b));
  return descending ? -sign : sign;
}

/** Returns the first k of n positions, unsorted. A heap with the last of them on top needs only n log k steps. */
function firstOf(n: number, k: number, order: Order): number[] {
  if (k === 0) return [];
  const heap = upTo(k);
  for (let at = (k >> 1) - 1; at >= 0; at--) sink(heap, at, order);
  for (let i = k; i < n; i++) {
    if (order(i, heap[0]!) >= 0) continue;
    heap[0] = i;
    sink(heap, 0, order);
  }
  return heap;
}

function sink(heap: number[], start: number, order: Order): void {
  for (let at = start; ; ) {
    let largest = at;
    for (const child of [2 * at + 1, 2 * at + 2]) {
      if (child < heap.length && order(heap[child]!, heap[largest]!) > 0) largest = child;
    }
    if (largest === at) return;
    [heap[at], heap[largest]] = [heap[largest]!, heap[at]!];
    at = largest;
  }
}
