import type { GraphItem } from './layers.ts';

/** Number of times that the columns are ordered, alternately from left to right and back. */
const SWEEPS = 10;

/**
 * Orders the items of each column by the mean position of the items they are connected to, so that few edges cross.
 * Uses the order with the fewest crossings.
 */
export function orderItems(columns: readonly GraphItem[][]): void {
  for (const column of columns) column.sort((a, b) => (a.id ?? Infinity) - (b.id ?? Infinity));
  number(columns);
  let best = { crossings: crossingsIn(columns), orders: ordersOf(columns) };
  for (let sweep = 0; sweep < SWEEPS && best.crossings > 0; sweep++) {
    const there = sweep % 2 === 0;
    for (const column of there ? columns : columns.toReversed()) {
      const wanted = new Map(column.map((item) => [item, meanOf(item, there ? item.before : item.after, 'order')]));
      column.sort((a, b) => wanted.get(a)! - wanted.get(b)! || a.order - b.order);
      number([column]);
    }
    const crossings = crossingsIn(columns);
    if (crossings < best.crossings) best = { crossings, orders: ordersOf(columns) };
  }
  for (const column of columns) column.sort((a, b) => best.orders.get(a)! - best.orders.get(b)!);
  number(columns);
}

function number(columns: readonly GraphItem[][]): void {
  for (const column of columns)
    column.forEach((item, i) => {
      item.order = i;
    });
}

/** Returns the mean position of connected items, or an item's own position if it has none. */
export function meanOf(item: GraphItem, connected: readonly GraphItem[], of: 'order' | 'y'): number {
  return connected.length === 0 ? item[of] : connected.reduce((sum, one) => sum + one[of], 0) / connected.length;
}

function ordersOf(columns: readonly GraphItem[][]): Map<GraphItem, number> {
  return new Map(columns.flatMap((column) => column.map((item) => [item, item.order] as const)));
}

/** Counts the crossings of edges between two columns beside each other, in O(edges × log items). */
export function crossingsIn(columns: readonly (readonly GraphItem[])[]): number {
  return columns.reduce((sum, column) => sum + inversions(column), 0);
}

function inversions(column: readonly GraphItem[]): number {
  const ends = column.flatMap(({ after }) => after.map(({ order }) => order).sort((a, b) => a - b));
  const tree = new Uint32Array(ends.reduce((most, end) => Math.max(most, end), 0) + 2);
  let count = 0;
  ends.forEach((end, seen) => {
    let below = 0;
    for (let i = end + 1; i > 0; i -= i & -i) below += tree[i]!;
    count += seen - below;
    for (let i = end + 1; i < tree.length; i += i & -i) tree[i]!++;
  });
  return count;
}
