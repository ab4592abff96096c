import { COLUMNS } from '../../../../report/columns.ts';
import type { Card } from '../../data/types.ts';
import { type Binding, useKeys } from '../../shell/keys/keys.ts';
import { go, hrefOf } from '../../shell/route.ts';
import type { Focus } from './focus.ts';
import type { Model } from './model.ts';
import { moveCard, type Target } from './move.ts';

interface Hands {
  model: Model;
  focus: Focus;
}

/** Everything that a pointer can do on the board, by keys. */
export function useBoardKeys({ model, focus }: Hands): void {
  const of = 'Board';
  const move = async (card: Card, target: Target | undefined) => {
    if (!target) return;
    await moveCard(model, card, target);
    focus.show(card.uuid);
  };
  const onCard = (keys: string, title: string, run: (card: Card) => void): Binding => ({
    keys,
    title,
    of,
    run: () => {
      const card = focus.card();
      if (card) run(card);
    },
  });
  const steps = [
    ['ArrowDown', 'Card below', { down: 1 }],
    ['ArrowUp', 'Card above', { down: -1 }],
    ['ArrowLeft', 'Column to the left', { across: -1 }],
    ['ArrowRight', 'Column to the right', { across: 1 }],
    ['j', 'Card below', { down: 1 }],
    ['k', 'Card above', { down: -1 }],
  ] as const;
  useKeys([
    ...steps.map(([keys, title, by]): Binding => ({ keys, title, of, run: () => focus.step(by) })),
    onCard('Enter', 'Open the task', ({ id }) => go(hrefOf('task', [id]))),
    onCard('m', 'Move to …', ({ uuid }) => {
      focus.menu.value = uuid;
    }),
    onCard('shift+ArrowRight', 'Move to the next column', (card) => void move(card, beside(card, 1))),
    onCard('shift+ArrowLeft', 'Move to the column before', (card) => void move(card, beside(card, -1))),
    onCard('shift+ArrowUp', 'Move up', (card) => void move(card, above(card, focus))),
    onCard('shift+ArrowDown', 'Move down', (card) => void move(card, below(card, focus))),
  ]);
}

/** Nothing can be put into review by hand: the columns on its sides are neighbours. */
function beside({ column }: Card, step: number): Target | undefined {
  const names = COLUMNS.filter((name) => name !== 'review' || column === 'review');
  const to = names[names.indexOf(column) + step];
  return to && { column: to };
}

function above(card: Card, focus: Focus): Target | undefined {
  const order = focus.order(card.column);
  const before = order[order.findIndex(({ uuid }) => uuid === card.uuid) - 1];
  return before && { column: card.column, before };
}

function below(card: Card, focus: Focus): Target | undefined {
  const order = focus.order(card.column);
  const at = order.findIndex(({ uuid }) => uuid === card.uuid);
  if (at < 0 || at === order.length - 1) return undefined;
  const before = order[at + 2];
  return before ? { column: card.column, before } : { column: card.column, last: true };
}
