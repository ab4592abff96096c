import type { BoardColumn } from '../../../domain/board-columns.ts';
import { type ByColumn, type CardPlace, cardAt, firstFull, placeOf } from '../../../report/board/order.ts';
import type { Card } from '../../../report/cards.ts';
import type { TypedLine } from './line-editor.ts';

/** What the board in the terminal shows. */
export interface View {
  /** The name of the queue's folder. */
  title: string;
  filter: string;
  columns: ByColumn<Card>;
  totals: Readonly<Record<BoardColumn, number>>;
  damaged?: boolean;
  /** The card for keys. `place` is where it was last, so that the focus stays there if the card leaves the board. */
  focus: { uuid: string; place: CardPlace } | undefined;
  /** The first visible card of each column. */
  tops: Readonly<Record<BoardColumn, number>>;
  over: Overlay | undefined;
  /** The result of the last act, until the next key. */
  message: { text: string; isRefusal?: boolean } | undefined;
  /** Whether an act is at work. */
  busy: boolean;
}

/** What the person has opened over the board. */
export type Overlay = Menu | Prompt | Page;

/** Choices for a card. */
export interface Menu {
  kind: 'menu';
  title: string;
  items: readonly MenuItem[];
  chosen: number;
}

interface MenuItem {
  title: string;
  run(): void;
}

/** A line to type, with text above it. */
export interface Prompt {
  kind: 'prompt';
  label: string;
  above: readonly string[];
  line: TypedLine;
  /** Gets the typed text, or undefined after Escape. */
  answer(text: string | undefined): void;
}

/** A text instead of the columns, such as a task. */
export interface Page {
  kind: 'page';
  lines: readonly string[];
  top: number;
  /** The task on the page. */
  uuid?: string;
}

/** Returns the focus after the cards have changed: the same card, or the one at its place. */
export function keptFocus(columns: ByColumn<Card>, focus: View['focus']): View['focus'] {
  const place = placeOf(columns, focus?.uuid);
  if (place) return { uuid: focus!.uuid, place };
  const at = focus?.place;
  const card = at && columns[at.column].length > 0 ? cardAt(columns, at, {}) : columns[firstFull(columns)][0];
  return card && { uuid: card.uuid, place: placeOf(columns, card.uuid)! };
}

/** Returns the focus after some steps. */
export function steppedFocus(
  columns: ByColumn<Card>,
  focus: View['focus'],
  step: { across?: number; down?: number },
): View['focus'] {
  const card = cardAt(columns, focus?.place, step);
  return card ? { uuid: card.uuid, place: placeOf(columns, card.uuid)! } : focus;
}

/** Returns the focused card. */
export function focused({ columns, focus }: View): Card | undefined {
  return focus && columns[focus.place.column][focus.place.row];
}

/**
 * Returns the first card to show, so that the focused one is visible and the column moves as little as possible.
 * @param row the focused row; undefined in other columns
 * @param heightOf the number of lines of a card
 */
export function firstShown(
  { count, row, top, room }: { count: number; row: number | undefined; top: number; room: number },
  heightOf: (row: number) => number,
): number {
  const last = Math.max(0, count - 1);
  if (row === undefined) return Math.min(top, last);
  if (row <= top) return row;
  let first = row;
  for (let left = room - heightOf(row); first > top && left >= heightOf(first - 1); ) left -= heightOf(--first);
  return first;
}
