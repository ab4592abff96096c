import { BOARD_COLUMNS } from '../../../../report/columns.ts';
import type { Card } from '../../data/types.ts';
import { useKeys } from '../../shell/keys/keys.ts';
import { go, hrefOf } from '../../shell/route.ts';
import type { Focus } from './focus.ts';
import type { Model } from './model.ts';
import { type DropTarget, moveCard } from './move.ts';

interface BoardActions {
  model: Model;
  focus: Focus;
}

/** Binds keys for all actions that a pointer can do on the board. */
export function useBoardKeys({ model, focus }: BoardActions): void {
  const move = async (card: Card, target: DropTarget | undefined) => {
    if (!target) return;
    await moveCard(model, card, target);
    focus.show(card.uuid);
  };
  const onCard = (run: (card: Card) => void) => () => {
    const card = focus.card();
    if (card) run(card);
  };
  useKeys('Board', [
    ['ArrowDown', 'Card below', () => focus.step({ down: 1 })],
    ['ArrowUp', 'Card above', () => focus.step({ down: -1 })],
    ['ArrowLeft', 'Column to the left', () => focus.step({ across: -1 })],
    ['ArrowRight', 'Column to the right', () => focus.step({ across: 1 })],
    ['j', 'Card below', () => focus.step({ down: 1 })],
    ['k', 'Card above', () => focus.step({ down: -1 })],
    ['Enter', 'Open the task', onCard(({ id }) => go(hrefOf('task', [id])))],
    ['m', 'Move to …', onCard(({ uuid }) => (focus.menu.value = uuid))],
    ['shift+ArrowRight', 'Move to the next column', onCard((card) => void move(card, beside(card, 1)))],
    ['shift+ArrowLeft', 'Move to the previous column', onCard((card) => void move(card, beside(card, -1)))],
    ['shift+ArrowUp', 'Move up', onCard((card) => void move(card, above(card, focus)))],
    ['shift+ArrowDown', 'Move down', onCard((card) => void move(card, below(card, focus)))],
  ]);
}

/** Returns the column beside a card's column. Skips the Review column, because only a run moves a card there. */
function beside({ column }: Card, step: number): DropTarget | undefined {
  const names = BOARD_COLUMNS.filter((name) => name !== 'review' || column === 'review');
  const to = names[names.indexOf(column) + step];
  return to && { column: to };
}

function above(card: Card, focus: Focus): DropTarget | undefined {
  const order = focus.order(card.column);
  const before = order[order.findIndex(({ uuid }) => uuid === card.uuid) - 1];
  return before && { column: card.column, before };
}

function below(card: Card, focus: Focus): DropTarget | undefined {
  const order = focus.order(card.column);
  const at = order.findIndex(({ uuid }) => uuid === card.uuid);
  if (at < 0 || at === order.length - 1) return undefined;
  const before = order[at + 2];
  return before ? { column: card.column, before } : { column: card.column, last: true };
}
