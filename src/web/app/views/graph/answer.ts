import { groupedBy } from '../../../../base/iterables.ts';

import type { Outputs } from '../../../sdk/calls.ts';

export type GraphAnswer = Outputs['report_graph'];

/** The tasks of a drawing by number, with the tasks that they are connected to. */
export interface KnownTask {
  nodes: ReadonlyMap<number, ShownNode>;
  /** Tasks that block each task. `after` has the tasks that each task blocks. Dependencies come before subtasks. */
  before: ReadonlyMap<number, readonly number[]>;
  after: ReadonlyMap<number, readonly number[]>;
  /** Edges from a subtask to its parent, such as `3>12`. They are not dependencies. */
  parts: ReadonlySet<string>;
  /** For each task on the critical path, the next task on it. */
  critical: ReadonlyMap<number, number>;
}

type Drawable = Pick<GraphAnswer, 'nodes' | 'edges' | 'parts' | 'critical'>;

export function knownOf({ nodes, edges, parts, critical: { ids } }: Drawable): KnownTask {
  const arrows = [...edges, ...parts];
  return {
    nodes: new Map(nodes.map((node) => [node.id, node])),
    before: endsBy(arrows, 1),
    after: endsBy(arrows, 0),
    parts: new Set(parts.map(([first, second]) => `${first}>${second}`)),
    critical: new Map(ids.slice(1).map((id, i) => [ids[i]!, id])),
  };
}

/** Collects arrows that have the same task at one end. @returns for each of these tasks, the tasks at the other ends */
function endsBy(arrows: readonly (readonly number[])[], end: 0 | 1): Map<number, number[]> {
  const groups = groupedBy(arrows, (arrow) => arrow[end]!);
  return new Map(Array.from(groups, ([id, all]) => [id, all.map((arrow) => arrow[1 - end]!)]));
}

/** Returns the chain of a task: itself, all tasks that block it, and all that it blocks, directly or through others. */
export function chainOfTask(id: number, { before, after }: Pick<KnownTask, 'before' | 'after'>): ReadonlySet<number> {
  const all = [before, after].flatMap((next) => {
    const found = new Set([id]);
    for (const one of found) for (const other of next.get(one) ?? []) found.add(other);
    return [...found];
  });
  return new Set(all);
}

export type ShownNode = GraphAnswer['nodes'][number];
