import type { GoalNode } from './goal-node.ts';

/** The part of a record that the tree needs. */
type Node = Pick<GoalNode, 'id' | 'kind' | 'under'>;

/** A record at one place of the tree. A record below several others has several rows. */
export interface TreeRow<One extends Node = GoalNode> {
  /** Identifies the row: the ids from the top to the record. */
  key: string;
  node: One;
  depth: number;
  /** The record above it; undefined at the top. */
  above?: One;
  hasChildren: boolean;
  isOpen: boolean;
}

/**
 * Returns the rows of the tree: each record after the one above it, the vision first. Personas and problems aren't in
 * the tree.
 * @param isOpen whether the rows below a row are shown; `first` is false for the second place of the same record
 */
export function treeRows<One extends Node>(
  nodes: readonly One[],
  isOpen: (key: string, node: One, first: boolean) => boolean,
): TreeRow<One>[] {
  const shown = nodes.filter(({ kind }) => kind !== 'persona' && kind !== 'problem');
  const known = new Set(shown.map(({ id }) => id));
  const vision = shown.find(({ kind }) => kind === 'vision');
  const below = new Map<string, One[]>();
  for (const node of shown) {
    if (node === vision) continue;
    const parents = node.under.filter((id) => known.has(id));
    for (const parent of parents.length > 0 ? parents : [vision?.id ?? TOP])
      below.set(parent, [...(below.get(parent) ?? []), node]);
  }
  const seen = new Set<string>();
  const rows: TreeRow<One>[] = [];
  const add = (node: One, depth: number, before: string, above?: One) => {
    const key = before === '' ? node.id : `${before}/${node.id}`;
    const children = below.get(node.id) ?? [];
    const open = isOpen(key, node, !seen.has(node.id));
    seen.add(node.id);
    const placed = above ? { above } : {};
    rows.push({ key, node, depth, hasChildren: children.length > 0, isOpen: open, ...placed });
    if (open) for (const child of children) add(child, depth + 1, key, node);
  };
  if (vision) add(vision, 0, '');
  for (const node of below.get(TOP) ?? []) add(node, 0, '');
  return rows;
}

/** The key of records at the top of a tree without a vision. It is no id. */
const TOP = '';
