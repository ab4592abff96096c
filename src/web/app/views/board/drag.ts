import { combine } from '@atlaskit/pragmatic-drag-and-drop/combine';
import { draggable, dropTargetForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter';
import { autoScrollForElements } from '@atlaskit/pragmatic-drag-and-drop-auto-scroll/element';
import { signal } from '@preact/signals';
import type { BoardColumn, ShownCard } from '../../data/types.ts';

/** The place where the dragged card would go. */
export interface Over {
  column: BoardColumn;
  /** Uuid of the card below that place. If undefined, the dragged card keeps its rank. */
  before: string | undefined;
  group: string | undefined;
}

export const dragged = signal<ShownCard | undefined>(undefined);
export const over = signal<Over | undefined>(undefined);

type Drop = (card: ShownCard, to: Over) => void;

/** Makes a card draggable. Other cards can be dropped above or below it. @param next the card below this card */
export function dragCard(
  element: HTMLElement,
  { card, group, next, drop }: { card: () => ShownCard; group: string; next: () => ShownCard | undefined; drop: Drop },
): () => void {
  return combine(
    draggable({
      element,
      getInitialData: () => ({ card: card() }),
      onDragStart: () => {
        dragged.value = card();
      },
      onDrop: () => {
        dragged.value = undefined;
        over.value = undefined;
      },
    }),
    dropTargetForElements({
      element,
      canDrop: ({ source }) => 'card' in source.data,
      getData: ({ input }) => {
        const { top, height } = element.getBoundingClientRect();
        const above = input.clientY < top + height / 2;
        return { before: above ? card().uuid : next()?.uuid };
      },
      onDrag: ({ self }) => {
        over.value = { column: card().column, before: self.data.before as string | undefined, group };
      },
      onDrop: ({ source, self }) => {
        const dropped = source.data.card as ShownCard;
        if (dropped.uuid !== card().uuid)
          drop(dropped, { column: card().column, before: self.data.before as string | undefined, group });
      },
    }),
  );
}

/** Makes it possible to drop cards on a column, or on a column of a lane. */
export function dropColumn(element: HTMLElement, column: BoardColumn, drop: Drop, group?: string): () => void {
  return dropTargetForElements({
    element,
    canDrop: ({ source }) => 'card' in source.data,
    onDrag: ({ location }) => {
      if (location.current.dropTargets.length === 1) over.value = { column, before: undefined, group };
    },
    onDragLeave: () => {
      over.value = undefined;
    },
    onDrop: ({ source, location }) => {
      if (location.current.dropTargets.length === 1)
        drop(source.data.card as ShownCard, { column, before: undefined, group });
    },
  });
}

export function scrollNearEdges(element: HTMLElement): () => void {
  return autoScrollForElements({ element });
}
