import { type ReadonlySignal, type Signal, useSignal } from '@preact/signals';
import { useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { BOARD_COLUMNS } from '../../../../domain/board-columns.ts';
import { type ByColumn, type CardPlace, cardAt, firstFull, placeOf } from '../../../../report/board/order.ts';
import type { BoardColumn, ShownCard } from '../../data/types.ts';
import { isFocusFree, leftAt } from '../../shell/keys/kept-focus.ts';

/** The card for keyboard commands. The same card keeps the focus when it moves or when other cards change. */
export interface Focus {
  card(): ShownCard | undefined;
  /** Returns the focusable card of a column. */
  inColumn(column: BoardColumn): string | undefined;
  /** Records that a pointer or Tab focused a card. */
  focused(uuid: string): void;
  /** Focuses a card as soon as it is in the page. */
  show(uuid: string): void;
  step(by: { across?: number; down?: number }): void;
  /** Returns the cards of a column in display order. */
  order(column: BoardColumn): readonly ShownCard[];
  focusRequests: Signal<number>;
  /** Uuid of the card whose menu should open. Reset to undefined as soon as the menu is open. */
  menu: Signal<string | undefined>;
}

/** @param laneOf returns the lane of a card; a step to the side stays in the lane */
export function useFocus(orders: ReadonlySignal<ByColumn<ShownCard>>, laneOf: (card: ShownCard) => string): Focus {
  // A reader who comes back is at the card that was left.
  const back = useRef(leftAt('data-card'));
  const at = useSignal<string | undefined>(back.current);
  /** The place of the focused card, for the time after it has left the board. */
  const lastPlace = useRef<CardPlace | undefined>(undefined);
  const focusRequests = useSignal(0);
  const menu = useSignal<string | undefined>(undefined);
  const wanted = useRef<string | undefined>(undefined);
  const known = useRef(orders);
  known.current = orders;
  const lanes = useRef(laneOf);
  lanes.current = laneOf;
  const held = useRef<Element | null>(null);
  useLayoutEffect(() => {
    const orders = known.current.peek();
    // In lanes, a card that moves to another row is drawn again. It keeps the focus.
    if (held.current?.isConnected === false && document.activeElement === document.body) {
      held.current = null;
      wanted.current ??= placeOf(orders, at.peek()) ? at.peek() : cardAt(orders, lastPlace.current)?.uuid;
    }
    if (back.current && placeOf(orders, back.current)) {
      if (isFocusFree()) wanted.current ??= back.current;
      back.current = undefined;
    }
    lastPlace.current = placeOf(orders, at.peek()) ?? lastPlace.current;
    // A card that is in no column, or in a folded lane, is never drawn.
    if (!placeOf(orders, wanted.current)) wanted.current = undefined;
    focusWanted(wanted, focusRequests);
  });
  return useMemo(() => {
    const place = () => placeOf(known.current.peek(), at.value);
    const show = (uuid: string) => {
      at.value = uuid;
      wanted.current = uuid;
      focusRequests.value++;
    };
    return {
      focusRequests,
      menu,
      show,
      focused: (uuid) => {
        at.value = uuid;
        held.current = document.activeElement;
      },
      card: () => {
        const found = place();
        return found && known.current.peek()[found.column][found.row];
      },
      inColumn: (column) => {
        // Without a focused card, or if it is gone, the first card of the board.
        const { column: of, row } = place() ?? { column: firstFull(known.current.peek()), row: 0 };
        return of === column ? known.current.peek()[column][row]?.uuid : undefined;
      },
      order: (column) => known.current.peek()[column],
      step: (by) => {
        const here = place();
        const from = here && known.current.peek()[here.column][here.row];
        const beside = from && by.across ? inLane(known.current.peek(), from, by.across, lanes.current) : undefined;
        const card = beside ?? cardAt(known.current.peek(), here, by);
        if (card) show(card.uuid);
      },
    };
  }, []);
}

/** Returns the card of the same lane in the nearest column to one side that has cards of the lane. */
function inLane(
  orders: ByColumn<ShownCard>,
  from: ShownCard,
  across: number,
  laneOf: (card: ShownCard) => string,
): ShownCard | undefined {
  const ofLane = (column: BoardColumn) => orders[column].filter((card) => laneOf(card) === laneOf(from));
  const at = BOARD_COLUMNS.indexOf(from.column);
  const others = across > 0 ? BOARD_COLUMNS.slice(at + 1) : BOARD_COLUMNS.slice(0, at).reverse();
  const cards = others.map(ofLane).find(({ length }) => length > 0);
  return cards?.[Math.min(ofLane(from.column).indexOf(from), cards.length - 1)];
}

/** Focuses the wanted card, if it is in the page, after each render until the list has drawn the card. */
function focusWanted(wanted: { current: string | undefined }, focusRequests: Signal<number>): void {
  const uuid = wanted.current;
  if (uuid === undefined) return;
  const element = document.querySelector<HTMLElement>(`[data-card="${CSS.escape(uuid)}"]`);
  // An open menu keeps the focus.
  if (document.activeElement?.closest('[role=menu]')) wanted.current = undefined;
  else if (element) {
    wanted.current = undefined;
    element.focus({ preventScroll: true });
    element.scrollIntoView({ block: 'nearest' });
  } else {
    requestAnimationFrame(() => {
      if (wanted.current === uuid) focusRequests.value++;
    });
  }
}
