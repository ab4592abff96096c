import { type GraphEdge, type GraphItem, graphPieces, type LayerInput, layersOf } from './layers.ts';
import { orderItems } from './order.ts';
import { placeRows } from './rows.ts';

/** Sizes in pixels at 100 % zoom. */
export const NODE = { width: 208, height: 52 } as const;
/** Maximum width of a task, in pixels at 100 % zoom. */
const WIDEST = 420;
const GAP = { across: 72, down: 14, pieces: 0.5 } as const;
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
  columns: readonly { wave: number; x: number }[];
}

export interface DrawnLine extends Pick<GraphEdge, 'from' | 'to' | 'part'> {
  /** The `d` attribute of an SVG path. */
  path: string;
  box: { left: number; top: number; right: number; bottom: number };
}

/**
 * Computes the positions of a graph with its waves from left to right. The same graph always has the same positions.
 * Parts that aren't connected are one below the other, the largest at the top. Tasks are as wide as the window allows.
 * @param room width of the window in pixels
 */
export function layout(asked: LayerInput, room = 0): DrawnGraph {
  const { waves, items, lines } = layersOf(asked);
  const share = (room - 2 * PAD + GAP.across) / Math.max(1, waves.length) - GAP.across;
  const node = Math.floor(Math.max(NODE.width, Math.min(WIDEST, share)));
  let rows = 0;
  for (const piece of graphPieces(items)) {
    const columns = waves.map((_, column) => piece.filter((item) => item.column === column)).filter(isFull);
    orderItems(columns);
    const height = placeRows(columns);
    for (const item of piece) item.y += rows;
    rows += height + (piece.length > 1 ? GAP.pieces : 0);
  }
  const pitch = NODE.height + GAP.down;
  const x = (item: GraphItem) => PAD + item.column * (node + GAP.across);
  const y = (item: GraphItem) => HEAD + item.y * pitch;
  return {
    node,
    width: 2 * PAD + waves.length * (node + GAP.across) - GAP.across,
    height: HEAD + rows * pitch + PAD,
    places: new Map(
      items.flatMap((item) =>
        item.id === undefined ? [] : [[item.id, { x: x(item), y: Math.round(y(item) - NODE.height / 2) }]],
      ),
    ),
    lines: lines.map((line) => drawnLine(line, node, x, y)),
    columns: waves.map((wave, i) => ({ wave, x: PAD + i * (node + GAP.across) })),
  };
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
