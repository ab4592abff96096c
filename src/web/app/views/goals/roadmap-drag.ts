import { combine } from '@atlaskit/pragmatic-drag-and-drop/combine';
import { draggable, dropTargetForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter';
import { signal } from '@preact/signals';
import { isClosedGoal } from '../../../../domain/goals/words.ts';
import type { GoalNode } from '../../../../report/goals/goal-node.ts';

/** The columns of the roadmap. The last one has the closed bets and goals. */
export const COLUMNS = ['now', 'next', 'idea', 'closed'] as const;
export type RoadmapColumn = (typeof COLUMNS)[number];

/** The place of a card on the roadmap. Without `before`, the card keeps its rank. */
export interface RoadmapPlace {
  column: RoadmapColumn;
  before?: GoalNode;
}

export const roadmapColumnOf = (node: GoalNode): RoadmapColumn =>
  isClosedGoal(node) ? 'closed' : ((node.state ?? 'idea') as RoadmapColumn);

/** The column over which a card is dragged. */
export const overColumn = signal<RoadmapColumn | undefined>(undefined);

type Drop = (node: GoalNode, place: RoadmapPlace) => void;

/** Makes a card draggable. Other cards of its kind can be dropped above it. */
export function dragRoadmapCard(
  element: HTMLElement,
  { node, column, drop }: { node: () => GoalNode; column: RoadmapColumn; drop: Drop },
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
export function dropRoadmapColumn(element: HTMLElement, column: RoadmapColumn, drop: Drop): () => void {
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
