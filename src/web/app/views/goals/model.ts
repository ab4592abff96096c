import type { Signal } from '@preact/signals';
import type { GoalNode } from '../../../../report/goals/goal-node.ts';
import type { Outputs } from '../../../sdk/calls.ts';
import { act } from '../../data/act.ts';
import { revise } from '../../data/revise.ts';
import type { GoalTask } from '../../parts/goal/open-tasks.tsx';

export type GoalsAnswer = Outputs['report_goals'];

/** A thing of the tree that can be moved: a record at one place, or a task. */
export type MovedNode = { node: GoalNode; from: string | undefined } | { task: GoalTask };

/** State and actions that all rows of the tree share. */
export interface Tree {
  /** Key of the row that Tab reaches. */
  at: Signal<string>;
  /** Keys of rows that the reader folded or unfolded. */
  folds: Signal<ReadonlyMap<string, boolean>>;
  /** Key of the row whose gaps are shown. */
  gaps: Signal<string | undefined>;
  fold(key: string, isOpen: boolean): void;
  drop(moved: MovedNode, under: GoalNode): void;
  /** Opens the dialog that moves a row. */
  ask(moved: MovedNode): void;
  /** Opens the dialog that adds a record below a row. */
  add(under: GoalNode): void;
  /** The rows of the same record's siblings, for a move up or down. */
  rank(key: string, by: -1 | 1): void;
}

/** Returns the records by id. */
export function nodesById({ nodes }: GoalsAnswer): ReadonlyMap<string, GoalNode> {
  return new Map(nodes.map((node) => [node.id, node]));
}

/** Moves a record or a task below another record. Without one, to the top. @returns whether the server accepted it */
export async function moveBelow(moved: MovedNode, under: GoalNode | undefined): Promise<boolean> {
  const place = under ? `below ${under.id}` : 'to the top';
  if ('task' in moved) {
    const { task } = moved;
    const done = { done: `Moved #${task.id} ${place}`, undo: true };
    return revise(task, { goal: under?.id ?? null }, done);
  }
  const { node, from } = moved;
  const input = { id: node.id, seen: node.version, ...(under ? { under: under.id } : {}), ...(from ? { from } : {}) };
  return (await act('goal_move', input, { done: `Moved ${node.id} ${place}`, undo: true })) !== undefined;
}

/** Moves a record before or after another one of its kind. */
export async function rankBeside(node: GoalNode, side: 'before' | 'after', other: GoalNode): Promise<boolean> {
  const options = { done: `Moved ${node.id} ${side} ${other.id}`, undo: true };
  return (await act('goal_rank', { id: node.id, [side]: other.id }, options)) !== undefined;
}

/** Returns the style of a row of the tree at a depth: its indentation, at most five steps. */
export const indentOf = (depth: number) => ({ '--level': Math.min(depth, 5) });
