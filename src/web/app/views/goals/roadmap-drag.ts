import { combine } from '@atlaskit/pragmatic-drag-and-drop/combine';
import { draggable, dropTargetForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter';
import { signal } from '@preact/signals';
import { isClosed } from '../../../../domain/goals/words.ts';
import type { GoalNode } from '../../parts/goal/marks.tsx';

/** The columns of the roadmap. The last one has the closed bets and goals. */
export const COLUMNS = ['now', 'next', 'idea', 'closed'] as const;
export type Column = (typeof COLUMNS)[number];

/** The place of a card on the roadmap. Without `before`, the card keeps its rank. */
export interface Place {
  column: Column;
  before?: GoalNode;
}

export const columnOf = (node: GoalNode): Column => (isClosed(node) ? 'closed' : ((node.state ?? 'idea') as Column));

/** The column over which a card is dragged. */
export const overColumn = signal<Column | undefined>(undefined);

type Drop = (node: GoalNode, place: Place) => void;

/** Makes a card draggable. Other cards of its kind can be dropped above it. */
export function dragCard(
  element: HTMLElement,
  { node, column, drop }: { node: () => GoalNode; column: Column; drop: Drop },
): () => void {
  return combine(
    draggable({
      element,
      getInitialData: () => ({ goal: node() }),
      onDrop: () => {
        overColumn.value = undefined;
      },
    }),
    dropTargetForElements({
      element,
      canDrop: ({ source }) => {
        const goal = source.data.goal as GoalNode | undefined;
        return goal !== undefined && goal.kind === node().kind && goal.id !== node().id;
      },
      onDrop: ({ source }) => drop(source.data.goal as GoalNode, { column, before: node() }),
    }),
  );
}

/** Makes it possible to drop cards on a column. */
export function dropColumn(element: HTMLElement, column: Column, drop: Drop): () => void {
  return dropTargetForElements({
    element,
    canDrop: ({ source }) => 'goal' in source.data,
    onDragEnter: () => {
      overColumn.value = column;
    },
    onDragLeave: () => {
      overColumn.value = undefined;
    },
    onDrop: ({ source, location }) => {
      if (location.current.dropTargets.length === 1) drop(source.data.goal as GoalNode, { column });
    },
  });
}
