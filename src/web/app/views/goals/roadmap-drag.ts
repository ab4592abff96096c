import { combine } from '@atlaskit/pragmatic-drag-and-drop/combine';
import { draggable, dropTargetForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter';
import { signal } from '@preact/signals';
import type { GoalNode } from '../../parts/goal/marks.tsx';
import type { Column, Place } from './columns.ts';

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
