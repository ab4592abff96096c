import { BOARD_COLUMNS, type BoardColumn, eachColumn } from '../../domain/board-columns.ts';
import { compareCards, type Ordered } from '../card-order.ts';

type Cards<Card> = ReadonlyMap<string, Card>;
export type ByColumn<Of> = Readonly<Record<BoardColumn, readonly Of[]>>;

/**
 * Merges an answer of `report_board` into the shown cards.
 * @param answer its `gone` lists cards to remove; null replaces all cards
 */
export function followed<Card extends { uuid: string }>(
  before: Cards<Card>,
  { cards, gone }: { cards: readonly Card[]; gone: readonly string[] | null },
): Cards<Card> {
  const next = new Map(gone === null ? [] : before);
  for (const uuid of gone ?? []) next.delete(uuid);
  for (const card of cards) next.set(card.uuid, card);
  return next;
}

/** Returns the cards of each column in display order. */
export function byColumn<Card extends Ordered & { column: BoardColumn }>(cards: Cards<Card>): ByColumn<Card> {
  const columns = eachColumn((): Card[] => []);
  for (const card of cards.values()) columns[card.column].push(card);
  for (const column of Object.values(columns)) column.sort(compareCards);
  return columns;
}

/** The place of a card: its column, and its row from 0. */
export interface CardPlace {
  column: BoardColumn;
  row: number;
}

/** Returns the place of a card; undefined if it is in no column. */
export function placeOf<Card extends { uuid: string }>(
  columns: ByColumn<Card>,
  uuid: string | undefined,
): CardPlace | undefined {
  for (const column of BOARD_COLUMNS) {
    const row = columns[column].findIndex((card) => card.uuid === uuid);
    if (row >= 0) return { column, row };
  }
  return undefined;
}

/**
 * Returns the card at some steps from a place. Sideways, skips columns without cards. Without a place, starts before the
 * first card.
 */
export function cardAt<Card>(
  columns: ByColumn<Card>,
  place: CardPlace | undefined,
  { across = 0, down = 0 }: { across?: number; down?: number } = {},
): Card | undefined {
  const from = place ?? { column: firstFull(columns), row: down > 0 ? -1 : 0 };
  const cards = columns[across === 0 ? from.column : sideways(columns, from.column, across)];
  return cards[Math.max(0, Math.min(cards.length - 1, from.row + down))];
}

/** Returns the nearest column to one side that has cards. Without one, returns the same column. */
function sideways(columns: ByColumn<unknown>, from: BoardColumn, step: number): BoardColumn {
  const at = BOARD_COLUMNS.indexOf(from);
  const others = step > 0 ? BOARD_COLUMNS.slice(at + 1) : BOARD_COLUMNS.slice(0, at).reverse();
  return others.find((name) => columns[name].length > 0) ?? from;
}

/** Returns the first column that has cards. */
export function firstFull(columns: ByColumn<unknown>): BoardColumn {
  return BOARD_COLUMNS.find((name) => columns[name].length > 0) ?? 'todo';
}
