import type { Outputs } from '../../../sdk/calls.ts';

export type GraphAnswer = Outputs['report_graph'];
export type GraphNode = GraphAnswer['nodes'][number];

/** A drawing's tasks by number, with who stands on either side of each. */
export interface KnownTask {
  nodes: ReadonlyMap<number, GraphNode>;
  /** What a task waits for, and what waits for it: its dependencies, then its subtasks and the task that it is part of. */
  before: ReadonlyMap<number, readonly number[]>;
  after: ReadonlyMap<number, readonly number[]>;
  /** `3>12` of lines that are no dependencies, but lead from a subtask to its task. */
  parts: ReadonlySet<string>;
  /** Of a task on the critical path the next one. */
  critical: ReadonlyMap<number, number>;
}

type Drawable = Pick<GraphAnswer, 'nodes' | 'edges' | 'parts' | 'critical'>;

export function knownOf({ nodes, edges, parts, critical: { ids } }: Drawable): KnownTask {
  const before = new Map<number, number[]>();
  const after = new Map<number, number[]>();
  const put = (map: Map<number, number[]>, at: number, id: number) => map.set(at, [...(map.get(at) ?? []), id]);
  for (const [first, second] of [...edges, ...parts]) {
    put(before, second, first);
    put(after, first, second);
  }
  return {
    nodes: new Map(nodes.map((node) => [node.id, node])),
    before,
    after,
    parts: new Set(parts.map(([first, second]) => `${first}>${second}`)),
    critical: new Map(ids.slice(1).map((id, i) => [ids[i]!, id])),
  };
}
