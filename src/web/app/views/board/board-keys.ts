import { CARD_KEYS, type CardAct } from '../../../../report/board/keys.ts';
import { above, below, beside } from '../../../../report/board/targets.ts';
import type { ShownCard } from '../../data/types.ts';

import { type Key, useKeys } from '../../shell/keys/keys.ts';
import { go, hrefOf } from '../../shell/route.ts';
import type { Focus } from './focus.ts';
import type { LaneTarget } from './groups.ts';
import { laneBeside } from './menu-items.ts';
import type { Model } from './model.ts';
import { afterMoves, type DropTarget, isMoving, moveInTurn } from './move.ts';

interface BoardActions {
  model: Model;
  focus: Focus;
  /** Returns the lanes that a card can move to. */
  lanes(): readonly LaneTarget[];
}

/** Binds keys for all actions that a pointer can do on the board. */
export function useBoardKeys({ model, focus, lanes }: BoardActions): void {
  const onCard = (run: (card: ShownCard, event: KeyboardEvent) => void) => (event: KeyboardEvent) => {
    const card = focus.card();
    if (card) run(card, event);
  };
  const move = (targetOf: (card: ShownCard) => DropTarget | undefined) =>
    onCard(({ uuid }, { repeat }) => {
      // While the reader holds a key down, the moves don't go on after its release.
      if (!repeat || !isMoving()) moveInTurn({ model, focus }, uuid, targetOf);
    });
  const acts: Readonly<Record<CardAct, (event: KeyboardEvent) => void>> = {
    down: () => focus.step({ down: 1 }),
    up: () => focus.step({ down: -1 }),
    left: () => focus.step({ across: -1 }),
    right: () => focus.step({ across: 1 }),
    open: onCard(({ id }) => go(hrefOf('task', [id]))),
    menu: onCard(({ uuid }) =>
      afterMoves(() => {
        if (model.cards.peek().has(uuid)) focus.menu.value = uuid;
      }),
    ),
    moveRight: move((card) => beside(card, 1)),
    moveLeft: move((card) => beside(card, -1)),
    moveUp: move((card) => above(card, focus.order(card.column))),
    moveDown: move((card) => below(card, focus.order(card.column))),
  };
  const toLane = (step: number) =>
    move((card) => {
      const lane = laneBeside(card, lanes(), step);
      return lane && { column: card.column, lane };
    });
  useKeys('Board', [
    ...CARD_KEYS.map(({ keys, title, act }): Key => [keys, title, acts[act]]),
    ['alt+ArrowUp', 'Move to the lane above', toLane(-1)],
    ['alt+ArrowDown', 'Move to the lane below', toLane(1)],
  ]);
}
