/** An item in a column: a task, or the bend of an edge that passes through the column. */
export interface GraphItem {
  /** Number of the task. Undefined for a bend. */
  id: number | undefined;
  column: number;
  /** Connected items in the columns to the left and to the right. */
  before: GraphItem[];
  after: GraphItem[];
  /** Index of the item in its column, from the top. `y` is the item's centre, in rows. */
  order: number;
  y: number;
}

/** An edge between two tasks. `items` are its two ends and, between them, the points where its line bends. */
export interface GraphEdge {
  from: number;
  to: number;
  part: boolean;
  items: GraphItem[];
}

export interface LayerInput {
  nodes: readonly { id: number; wave: number }[];
  edges: readonly (readonly [before: number, after: number])[];
  parts: readonly (readonly [before: number, after: number])[];
}

/**
 * Maximum number of columns that an edge with bends crosses. A longer edge is a straight line behind the tasks. If all
 * edges together need more than `BENDS` bends, all of them are straight.
 */
const SPAN = 12;
const BENDS = 4_000;

/** Returns the tasks by wave, and the edges with a bend in each column that they cross. Tasks in a cycle come last. */
export function layersOf({ nodes, edges, parts }: LayerInput): {
  waves: number[];
  items: GraphItem[];
  lines: GraphEdge[];
} {
  const waves = [...new Set(nodes.map(({ wave }) => wave))].sort((a, b) => (a || Infinity) - (b || Infinity));
  const columnOf = new Map(waves.map((wave, i) => [wave, i]));
  const itemOf = new Map<number, GraphItem>();
  const items: GraphItem[] = [];
  const put = (id: number | undefined, column: number): GraphItem => {
    const item = { id, column, before: [], after: [], order: 0, y: 0 };
    items.push(item);
    return item;
  };
  for (const { id, wave } of nodes) itemOf.set(id, put(id, columnOf.get(wave)!));
  const wanted = [
    ...edges.map(([from, to]) => ({ from, to, part: false })),
    ...parts.map(([from, to]) => ({ from, to, part: true })),
  ].filter(({ from, to }) => itemOf.has(from) && itemOf.has(to));
  const spanOf = ({ from, to }: (typeof wanted)[number]) => itemOf.get(to)!.column - itemOf.get(from)!.column;
  const bends = wanted.reduce((sum, one) => sum + Math.max(0, spanOf(one) - 1), 0);
  const lines = wanted.map((one): GraphEdge => {
    const [first, last] = [itemOf.get(one.from)!, itemOf.get(one.to)!];
    const span = spanOf(one);
    const bent = span > 1 && span <= SPAN && bends <= BENDS;
    const between = bent ? Array.from({ length: span - 1 }, (_, i) => put(undefined, first.column + 1 + i)) : [];
    const all = [first, ...between, last];
    if (span > 0)
      all.slice(1).forEach((item, i) => {
        all[i]!.after.push(item);
        item.before.push(all[i]!);
      });
    return { ...one, items: all };
  });
  return { waves, items, lines };
}

/** Returns the parts of the graph that aren't connected with each other, the largest first. */
export function graphPieces(items: readonly GraphItem[]): GraphItem[][] {
  const seen = new Set<GraphItem>();
  const pieces = items.flatMap((item) => {
    if (seen.has(item)) return [];
    const piece = new Set([item]);
    for (const one of piece) for (const next of [...one.before, ...one.after]) piece.add(next);
    for (const one of piece) seen.add(one);
    return [[...piece]];
  });
  const least = (piece: readonly GraphItem[]) => piece.reduce((id, item) => Math.min(id, item.id ?? id), Infinity);
  return pieces.sort((a, b) => b.length - a.length || least(a) - least(b));
}
