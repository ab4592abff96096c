import { type Signal, useSignal } from '@preact/signals';
import { useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { type ByColumn, cardAt, firstFull, placeOf } from '../../../../report/board/order.ts';
import { eachColumn } from '../../../../report/columns.ts';
import type { BoardColumn, Card } from '../../data/types.ts';
import type { ColumnLine } from './groups.ts';

/** The card for keyboard commands. The same card keeps the focus when it moves or when other cards change. */
export interface Focus {
  card(): Card | undefined;
  /** Returns the focusable card of a column. */
  inColumn(column: BoardColumn): string | undefined;
  /** Records that a pointer or Tab focused a card. */
  focused(uuid: string): void;
  /** Focuses a card as soon as it is in the page. */
  show(uuid: string): void;
  step(by: { across?: number; down?: number }): void;
  /** Returns the cards of a column in display order. */
  order(column: BoardColumn): readonly Card[];
  focusRequests: Signal<number>;
  /** Uuid of the card whose menu should open. Reset to undefined as soon as the menu is open. */
  menu: Signal<string | undefined>;
}

export function useFocus(lines: ByColumn<ColumnLine>): Focus {
  const at = useSignal<string | undefined>(undefined);
  const focusRequests = useSignal(0);
  const menu = useSignal<string | undefined>(undefined);
  const wanted = useRef<string | undefined>(undefined);
  const orders = useMemo(() => eachColumn((column) => lines[column].flatMap(cardIn)), [lines]);
  const known = useRef(orders);
  known.current = orders;
  useLayoutEffect(() => focusWanted(wanted, focusRequests));
  return useMemo(() => {
    const place = () => placeOf(known.current, at.value);
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
      },
      card: () => {
        const found = place();
        return found && known.current[found.column][found.row];
      },
      inColumn: (column) =>
        (place()?.column ?? firstFull(known.current)) === column
          ? (at.value ?? known.current[column][0]?.uuid)
          : undefined,
      order: (column) => known.current[column],
      step: (by) => {
        const card = cardAt(known.current, place(), by);
        if (card) show(card.uuid);
      },
    };
  }, []);
}

function cardIn(line: ColumnLine): Card[] {
  return line.kind === 'card' ? [line.card] : [];
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
