import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chainOfTask, knownOf } from '../../src/web/app/views/graph/answer.ts';
import { graphPieces, layersOf } from '../../src/web/app/views/graph/layers.ts';
import { HEAD, layout, NODE } from '../../src/web/app/views/graph/layout.ts';
import { crossingsIn, orderItems } from '../../src/web/app/views/graph/order.ts';
import { neighbourAt } from '../../src/web/app/views/graph/walk.ts';
import { scaleOf, stepped } from '../../src/web/app/views/graph/zoom.ts';
import { processorMs } from '../support/processor-time.ts';
import { runs } from '../support/seed.ts';

type Edge = [number, number];

/** Tasks in the wave after the last one that they wait for. */
function graph(count: number, edges: readonly Edge[], parts: readonly Edge[] = []) {
  const waves = new Map<number, number>();
  for (let id = 1; id <= count; id++)
    waves.set(
      id,
      1 + Math.max(0, ...[...edges, ...parts].flatMap(([before, after]) => (after === id ? [waves.get(before)!] : []))),
    );
  return { nodes: [...waves].map(([id, wave]) => ({ id, wave })), edges, parts };
}

const graphs = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 30 })), { maxLength: 60 })
  .map((pairs) => {
    const edges = pairs.flatMap(([a, b]): Edge[] => (a === b ? [] : [[Math.min(a, b), Math.max(a, b)]]));
    return graph(30, [...new Map(edges.map((edge) => [edge.join(), edge])).values()]);
  });

const columnsOf = ({ nodes, edges, parts }: ReturnType<typeof graph>) => {
  const { waves, items } = layersOf({ nodes, edges, parts });
  return waves.map((_, column) => items.filter((item) => item.column === column));
};

test('every task stands in the column of its wave, none over another one, and the same graph gives the same drawing', () => {
  fc.assert(
    fc.property(graphs, (asked) => {
      const drawn = layout(asked);
      for (const { id, wave } of asked.nodes)
        expect(drawn.places.get(id)!.x).toBe(drawn.columns.find((column) => column.wave === wave)!.x);
      const places = [...drawn.places.values()];
      for (const a of places)
        for (const b of places) if (a !== b && a.x === b.x) expect(Math.abs(a.y - b.y)).toBeGreaterThan(NODE.height);
      for (const { x, y } of places) {
        expect(y).toBeGreaterThanOrEqual(HEAD);
        expect(y + NODE.height).toBeLessThan(drawn.height);
        expect(x + NODE.width).toBeLessThan(drawn.width);
      }
      expect(drawn.lines.map(({ from, to }) => [from, to])).toEqual(asked.edges);
      expect(layout(asked)).toEqual(drawn);
    }),
    { numRuns: runs(20, 60) },
  );
});

test('ordering never makes more lines cross than there were, and untangles what can be untangled', () => {
  fc.assert(
    fc.property(graphs, (asked) => {
      const columns = columnsOf(asked);
      for (const column of columns)
        column.forEach((item, i) => {
          item.order = i;
        });
      const before = crossingsIn(columns);
      orderItems(columns);
      expect(crossingsIn(columns)).toBeLessThanOrEqual(before);
    }),
    { numRuns: runs(20, 60) },
  );
  const ladder = columnsOf(graph(6, [[1, 6], [2, 5], [3, 4]])); // biome-ignore format: a picture
  orderItems(ladder);
  expect(crossingsIn(ladder)).toBe(0);
});

test('crossings are counted as they are seen', () => {
  fc.assert(
    fc.property(graphs, (asked) => {
      const columns = columnsOf(asked);
      orderItems(columns);
      const lines = columns.map((column) => column.flatMap((a) => a.after.map((b) => [a.order, b.order] as const)));
      const seen = lines.flatMap((all) =>
        all.flatMap(([a, b], i) => all.slice(i + 1).filter(([c, d]) => (a - c) * (b - d) < 0)),
      );
      expect(crossingsIn(columns)).toBe(seen.length);
    }),
    { numRuns: runs(20, 60) },
  );
});

test('pieces that do not hang together stand below each other, the greatest on top', () => {
  const asked = graph(5, [[2, 3], [3, 4]]); // biome-ignore format: a picture
  expect(graphPieces(layersOf(asked).items).map((piece) => piece.map(({ id }) => id))).toEqual([[2, 3, 4], [1], [5]]);
  const { places } = layout(asked);
  expect(places.get(2)!.y).toBeLessThan(places.get(1)!.y);
});

test('small pieces stand in blocks beside each other; none covers another, and a wide piece keeps its waves above', () => {
  const pairs = Array.from({ length: 300 }, (_, i): Edge => [10 + 2 * i, 11 + 2 * i]);
  const asked = graph(609, [[1, 2], [2, 3], [3, 4], [4, 5], ...pairs]); // biome-ignore format: a picture
  const drawn = layout(asked, 1_400);
  expect(drawn.width).toBeLessThanOrEqual(1_400);
  expect(drawn.height).toBeLessThan(layout(asked).height / 1.7);
  const of = (id: number) => drawn.places.get(id)!;
  expect(of(10).y).toBeGreaterThan(of(1).y);
  for (const [before, after] of pairs) expect(of(after).x).toBeGreaterThan(of(before).x);
  const taken = new Set([...drawn.places.values()].map(({ x, y }) => `${x} ${Math.round(y / NODE.height)}`));
  expect(taken.size).toBe(drawn.places.size);
  expect(layout(asked, 1_400)).toEqual(drawn);
});

test('a chain is a level line; a line that passes a wave leaves it room', () => {
  const chain = layout(graph(4, [[1, 2], [2, 3], [3, 4]])); // biome-ignore format: a picture
  expect(new Set([...chain.places.values()].map(({ y }) => y)).size).toBe(1);
  const passing = layout(graph(3, [[1, 2], [2, 3], [1, 3]])); // biome-ignore format: a picture
  expect(passing.lines[2]!.path).toMatch(/^M.*C.*H.*C/);
});

test('what is in a circle has a column of its own, at the end', () => {
  const nodes = [1, 2].map((id) => ({ id, wave: 0 }));
  const drawn = layout({ nodes: [...nodes, { id: 3, wave: 1 }], edges: [[1, 2], [2, 1]], parts: [] }); // biome-ignore format: a picture
  expect(drawn.columns.map(({ wave }) => wave)).toEqual([1, 0]);
  expect(drawn.places.get(1)!.x).toBe(drawn.places.get(2)!.x);
});

test('a thousand tasks with three thousand dependencies are laid out without freezing', () => {
  const nodes = Array.from({ length: 1_000 }, (_, i) => ({ id: i + 1, wave: 1 + Math.floor(i / 25) }));
  const edges = nodes.flatMap(({ id }): Edge[] =>
    id <= 25 ? [] : [1, 2, 3].map((n) => [1 + ((id * 7_919 * n) % (25 * Math.floor((id - 1) / 25))), id]),
  );
  expect(processorMs(() => layout({ nodes, edges, parts: [] }))).toBeLessThan(15_000);
});

test('arrows walk along dependencies and within a wave; without a choice they begin with the critical path', () => {
  const asked = graph(6, [[1, 3], [2, 3], [3, 4], [3, 5]]); // biome-ignore format: a picture
  const nodes = asked.nodes.map((node) => ({ ...node, critical: node.id === 3 })) as never;
  const known = knownOf({
    nodes,
    edges: [...asked.edges],
    parts: [...asked.parts],
    critical: { ids: [], by: 'count' },
  });
  const drawn = layout(asked);
  const go = (at: number | undefined, way: Parameters<typeof neighbourAt>[1]) => neighbourAt(at, way, known, drawn);
  expect(go(undefined, 'right')).toBe(3);
  expect([1, 2]).toContain(go(3, 'left'));
  expect([4, 5]).toContain(go(3, 'right'));
  const inOrder = [1, 2].sort((a, b) => drawn.places.get(a)!.y - drawn.places.get(b)!.y);
  expect(go(inOrder[0], 'down')).toBe(inOrder[1]);
  expect(go(inOrder[1], 'up')).toBe(inOrder[0]);
  expect(go(6, 'right')).toBe(6);
});

test('the size that suits is all of it while that can be read; steps go on from there', () => {
  const drawn = { width: 1_000, height: 500 } as ReturnType<typeof layout>;
  expect(scaleOf(null, drawn, { width: 2_000, height: 900 })).toBe(1);
  expect(scaleOf(null, drawn, { width: 800, height: 900 })).toBe(0.8);
  expect(scaleOf(null, drawn, { width: 300, height: 900 })).toBe(1);
  expect(scaleOf('fit', drawn, { width: 300, height: 900 })).toBe(0.3);
  expect(scaleOf('50', drawn, { width: 300, height: 900 })).toBe(0.5);
  expect(scaleOf('nonsense', drawn, { width: 2_000, height: 900 })).toBe(1);
  expect([stepped(0.3, 1), stepped(0.3, -1), stepped(1.5, 1), stepped(0.1, -1)]).toEqual(['35', '25', '150', '10']);
});

test('tasks are as wide as the window allows, within limits, and the drawing then fits', () => {
  const two = graph(2, [[1, 2]]);
  expect(layout(two).node).toBe(NODE.width);
  const wide = layout(two, 800);
  expect(wide.node).toBeGreaterThan(NODE.width);
  expect(wide.width).toBeLessThanOrEqual(800);
  expect(layout(two, 5_000).node).toBe(420);
  const long = graph(
    9,
    Array.from({ length: 8 }, (_, i): Edge => [i + 1, i + 2]),
  );
  expect(layout(long, 800).node).toBe(NODE.width);
});

test('the chain of a task has all that it waits for and all that waits for it, and nothing beside', () => {
  const { before, after } = knownOf({
    nodes: [1, 2, 3, 4, 5, 6].map((id) => ({ id })) as never,
    edges: [
      [1, 2],
      [2, 3],
      [3, 4],
      [1, 5],
    ],
    parts: [[6, 4]],
    critical: { ids: [], by: 'count' },
  });
  expect([...chainOfTask(3, { before, after })].sort()).toEqual([1, 2, 3, 4]);
  expect([...chainOfTask(5, { before, after })].sort()).toEqual([1, 5]);
});
