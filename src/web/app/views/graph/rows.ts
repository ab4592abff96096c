import type { GraphItem } from './layers.ts';

/** Returns the height of an item in rows. A bend needs less height than a task, because it only contains a line. */
const heightOf = ({ id }: GraphItem) => (id === undefined ? 0.36 : 1);

/** Number of steps that move items towards the items they are connected to. */
const PASSES = 8;

/**
 * Sets the `y` of each item, in rows from 0: near the items that it is connected to, and without overlaps.
 * @returns the height of the drawing in rows
 */
export function placeRows(columns: readonly (readonly GraphItem[])[]): number {
  for (const column of columns) positionColumn(column, (_, i) => i);
  for (let pass = 0; pass < PASSES; pass++) {
    const there = pass % 2 === 0;
    for (const column of there ? columns : columns.toReversed())
      positionColumn(column, (item) => middleOf(there ? item.before : item.after) ?? item.y);
  }
  for (const column of columns) positionColumn(column, (item) => middleOf([...item.before, ...item.after]) ?? item.y);
  const items = columns.flat();
  const top = items.reduce((least, item) => Math.min(least, item.y - heightOf(item) / 2), Infinity);
  for (const item of items) item.y -= top;
  return items.reduce((most, item) => Math.max(most, item.y + heightOf(item) / 2), 0);
}

function middleOf(items: readonly GraphItem[]): number | undefined {
  if (items.length === 0) return undefined;
  return items.reduce((sum, { y }) => sum + y, 0) / items.length;
}

/**
 * Sets positions as near as possible to the wanted ones (least squares), and keeps the order and the minimum distance.
 * Items that would overlap form a block, which moves to the mean of their wanted positions.
 */
function positionColumn(column: readonly GraphItem[], wanted: (item: GraphItem, index: number) => number): void {
  let offset = 0;
  const offsets = column.map((item, i) => {
    if (i > 0) offset += (heightOf(column[i - 1]!) + heightOf(item)) / 2;
    return offset;
  });
  const blocks: { sum: number; count: number }[] = [];
  const mean = ({ sum, count }: { sum: number; count: number }) => sum / count;
  column.forEach((item, i) => {
    blocks.push({ sum: wanted(item, i) - offsets[i]!, count: 1 });
    for (let last = blocks.at(-1)!, above = blocks.at(-2); above && mean(above) > mean(last); above = blocks.at(-2)) {
      blocks.pop();
      above.sum += last.sum;
      above.count += last.count;
      last = above;
    }
  });
  let i = 0;
  for (const block of blocks) for (let n = 0; n < block.count; n++, i++) column[i]!.y = mean(block) + offsets[i]!;
}
