import { combine } from '@atlaskit/pragmatic-drag-and-drop/combine';
import { draggable, dropTargetForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter';
import { signal } from '@preact/signals';
import { type GoalKind, placeKinds } from '../../../../domain/goals/words.ts';
import type { GoalNode } from '../../../../report/goals/goal-node.ts';
import type { MovedNode } from './model.ts';

/** The row under the pointer while something is dragged over it, and whether it can be dropped there. */
export const overRow = signal<{ key: string; fits: boolean } | undefined>(undefined);

interface Row {
  key: string;
  moved(): MovedNode | undefined;
  /** The record below which things are dropped. A row without one is no target. */
  target(): GoalNode | undefined;
  drop(moved: MovedNode, under: GoalNode): void;
}

/** Makes a row of the tree draggable, and a target for other rows. The server decides about each drop. */
export function dragRow(element: HTMLElement, { key, moved, target, drop }: Row): () => void {
  const movedOf = (data: Record<string | symbol, unknown>) => data.moved as MovedNode;
  return combine(
    draggable({
      element,
      canDrag: () => moved() !== undefined,
      getInitialData: () => ({ moved: moved() }),
      onDrop: () => {
        overRow.value = undefined;
      },
    }),
    dropTargetForElements({
      element,
      canDrop: ({ source }) => 'moved' in source.data && target() !== undefined && source.element !== element,
      onDragEnter: ({ source }) => {
        overRow.value = { key, fits: fits(movedOf(source.data), target()!.kind) };
      },
      onDragLeave: () => {
        overRow.value = undefined;
      },
      onDrop: ({ source }) => drop(movedOf(source.data), target()!),
    }),
  );
}

/** Checks whether a record of this kind can be the parent of the dragged goal, bet or task. */
export function fits(moved: MovedNode, kind: GoalKind): boolean {
  return placeKinds('task' in moved ? 'task' : moved.node.kind).includes(kind);
}
