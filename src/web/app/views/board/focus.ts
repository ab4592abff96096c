import { type Signal, useSignal } from '@preact/signals';
import { useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { BOARD_COLUMNS, eachColumn } from '../../../../report/columns.ts';
import type { BoardColumn, Card } from '../../data/types.ts';
import type { ByColumn, ColumnLine } from './groups.ts';

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
    const place = (): { column: BoardColumn; row: number } | undefined => {
      for (const name of BOARD_COLUMNS) {
        const row = known.current[name].findIndex(({ uuid }) => uuid === at.value);
        if (row >= 0) return { column: name, row };
      }
      return undefined;
    };
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
      step: ({ across = 0, down = 0 }) => {
        const from = place() ?? { column: firstFull(known.current), row: down > 0 ? -1 : 0 };
        const next = across === 0 ? from.column : sideways(known.current, from.column, across);
        const cards = known.current[next];
        const card = cards[Math.max(0, Math.min(cards.length - 1, from.row + down))];
        if (card) show(card.uuid);
      },
    };
  }, []);
}

function cardIn(line: ColumnLine): Card[] {
  return line.kind === 'card' ? [line.card] : [];
}

/** Returns the nearest column to one side that has cards. Without one, returns the same column. */
function sideways(columns: ByColumn<Card>, from: BoardColumn, step: number): BoardColumn {
  const at = BOARD_COLUMNS.indexOf(from);
  const others = step > 0 ? BOARD_COLUMNS.slice(at + 1) : BOARD_COLUMNS.slice(0, at).reverse();
  return others.find((name) => columns[name].length > 0) ?? from;
}

function firstFull(columns: ByColumn<Card>): BoardColumn {
  return BOARD_COLUMNS.find((name) => columns[name].length > 0) ?? 'todo';
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
