import { type GraphEdge, type GraphItem, graphPieces, type LayerInput, layersOf } from './layers.ts';
import { meanOf, orderItems } from './order.ts';

/** Sizes in pixels at 100 % zoom. */
export const NODE = { width: 184, height: 72 } as const;
/** Maximum width of a task, in pixels at 100 % zoom. */
const WIDEST = 420;
const GAP = { across: 40, down: 14, pieces: 0.25 } as const;
const PAD = 20;
/** Height of the wave titles above the drawing. */
export const HEAD = 34;

export interface DrawnGraph {
  /** Width of each task. */
  node: number;
  width: number;
  height: number;
  /** Position of each task's top left corner. */
  places: ReadonlyMap<number, { x: number; y: number }>;
  lines: readonly DrawnLine[];
  /** The titles of the waves, with their left edges and the tops of their sections. */
  columns: readonly { wave: number; x: number; y: number }[];
}

export interface DrawnLine extends Pick<GraphEdge, 'from' | 'to' | 'part'> {
  /** The `d` attribute of an SVG path. */
  path: string;
  box: { left: number; top: number; right: number; bottom: number };
}

/** A graph whose parts are ordered, before they have places in a window. */
export interface ArrangedGraph {
  waves: readonly number[];
  /** The parts that aren't connected, the largest first. The `y` of their items counts rows from the part's top. */
  pieces: readonly { items: readonly GraphItem[]; rows: number; columns: number }[];
  lines: readonly GraphEdge[];
}

/** Orders each part of a graph. This takes long for many tasks, and doesn't depend on the window. */
export function arranged(asked: LayerInput): ArrangedGraph {
  const { waves, items, lines } = layersOf(asked);
  const pieces = graphPieces(items).map((piece) => {
    const columns = waves.map((_, column) => piece.filter((item) => item.column === column)).filter(isFull);
    orderItems(columns);
    const rows = placeRows(columns) + (piece.length > 1 ? GAP.pieces : 0);
    return { items: piece, rows, columns: 1 + Math.max(...piece.map(({ column }) => column)) };
  });
  return { waves, pieces, lines };
}

/**
 * Computes the positions of a graph with its waves from left to right. The same graph always has the same positions.
 * Wide parts are one below the other, the largest at the top. Below them, small parts stand in as many blocks beside
 * each other as the window has room for. Tasks are as wide as the window allows.
 * @param room width of the window in pixels
 */
export function layout(asked: LayerInput | ArrangedGraph, room = 0): DrawnGraph {
  const { waves, pieces, lines } = 'pieces' in asked ? asked : arranged(asked);
  const slots = Math.max(1, Math.floor((room - 2 * PAD + GAP.across) / (NODE.width + GAP.across)));
  const small = pieces.filter(({ columns }) => 2 * columns <= slots);
  const packs = small.length > 1;
  const large = packs ? pieces.filter((piece) => !small.includes(piece)) : pieces;
  const sections = [
    { pieces: large, blocks: 1, columns: Math.max(0, ...large.map(({ columns }) => columns)) },
    ...(packs ? [blocksOf(small, slots)] : []),
  ].filter((section) => section.pieces.length > 0);
  const wide = Math.max(1, ...sections.map(({ blocks, columns }) => blocks * columns));
  const share = (room - 2 * PAD + GAP.across) / wide - GAP.across;
  const node = Math.floor(Math.max(NODE.width, Math.min(WIDEST, share)));
  const step = node + GAP.across;
  const pitch = NODE.height + GAP.down;
  const centres = new Map<GraphItem, { x: number; y: number }>();
  const columns: DrawnGraph['columns'][number][] = [];
  let top = 0;
  for (const { pieces: own, blocks, columns: across } of sections) {
    const heights = Array.from({ length: blocks }, () => 0);
    for (const { items, rows } of own) {
      const block = heights.indexOf(Math.min(...heights));
      for (const item of items)
        centres.set(item, {
          x: PAD + (block * across + item.column) * step,
          y: top + HEAD + (heights[block]! + item.y) * pitch,
        });
      heights[block]! += rows;
    }
    for (let block = 0; block < blocks; block++)
      for (let column = 0; column < across; column++)
        columns.push({ wave: waves[column]!, x: PAD + (block * across + column) * step, y: top });
    top += HEAD + Math.max(...heights) * pitch;
  }
  const x = (item: GraphItem) => centres.get(item)!.x;
  const y = (item: GraphItem) => centres.get(item)!.y;
  return {
    node,
    width: 2 * PAD + wide * step - GAP.across,
    height: Math.max(HEAD, top) + PAD,
    places: new Map(
      Array.from(centres).flatMap(([{ id }, centre]) =>
        id === undefined ? [] : [[id, { x: centre.x, y: Math.round(centre.y - NODE.height / 2) }]],
      ),
    ),
    lines: lines.map((line) => drawnLine(line, node, x, y)),
    columns,
  };
}

/** Returns the section of small parts, in blocks that have room for the widest of them. */
function blocksOf(pieces: ArrangedGraph['pieces'], slots: number) {
  const columns = Math.max(...pieces.map((piece) => piece.columns));
  return { pieces, columns, blocks: Math.min(pieces.length, Math.floor(slots / columns)) };
}

const isFull = (column: readonly GraphItem[]) => column.length > 0;

/** Draws an edge from the right side of a task to the left side of another, straight within columns. */
function drawnLine(
  { items, ...line }: GraphEdge,
  node: number,
  x: (item: GraphItem) => number,
  y: (item: GraphItem) => number,
): DrawnLine {
  const steps = items.slice(1).map((item, i) => {
    const before = items[i]!;
    const [x1, y1, x2, y2] = [x(before) + node, y(before), x(item), y(item)].map(Math.round) as Four;
    const bow = Math.max(24, Math.abs(x2 - x1) / 2);
    const across = item.id === undefined ? `H${x2 + node}` : '';
    return `${i === 0 ? `M${x1} ${y1}` : ''}C${x1 + bow} ${y1} ${x2 - bow} ${y2} ${x2} ${y2}${across}`;
  });
  const [xs, ys] = [items.map(x), items.map(y)];
  return {
    from: line.from,
    to: line.to,
    part: line.part,
    path: steps.join(''),
    box: {
      left: Math.min(...xs),
      right: Math.max(...xs) + node,
      top: Math.min(...ys),
      bottom: Math.max(...ys),
    },
  };
}

type Four = [number, number, number, number];

/** Returns the height of an item in rows. A bend needs less height than a task, because it only contains a line. */
const heightOf = ({ id }: GraphItem) => (id === undefined ? 0.36 : 1);

/** Number of steps that move items towards the items they are connected to. */
const PASSES = 8;

/**
 * Sets the `y` of each item, in rows from 0: near the items that it is connected to, and without overlaps.
 * @returns the height of the drawing in rows
 */
function placeRows(columns: readonly (readonly GraphItem[])[]): number {
  for (const column of columns) positionColumn(column, (_, i) => i);
  for (let pass = 0; pass < PASSES; pass++) {
    const there = pass % 2 === 0;
    for (const column of there ? columns : columns.toReversed())
      positionColumn(column, (item) => meanOf(item, there ? item.before : item.after, 'y'));
  }
  for (const column of columns) positionColumn(column, (item) => meanOf(item, [...item.before, ...item.after], 'y'));
  const items = columns.flat();
  const top = items.reduce((least, item) => Math.min(least, item.y - heightOf(item) / 2), Infinity);
  for (const item of items) item.y -= top;
  return items.reduce((most, item) => Math.max(most, item.y + heightOf(item) / 2), 0);
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
