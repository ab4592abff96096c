import { BOARD_COLUMNS, type BoardColumn, COLUMN_TITLES } from '../../domain/board-columns.ts';

interface Placed {
  uuid: string;
  column: BoardColumn;
}

/** The new place of a card. */
export interface CardTarget<Card> {
  column: BoardColumn;
  /**
   * The card below the new place, or the card above it. With `last`, the card moves below all cards with a rank. Without
   * all of them, the card keeps its rank.
   */
  before?: Card | undefined;
  after?: Card | undefined;
  last?: boolean;
}

/** Returns the column beside a card's column. Skips the Review column, because only a run moves a card there. */
export function beside<Card extends Placed>({ column }: Card, step: number): CardTarget<Card> | undefined {
  const names = BOARD_COLUMNS.filter((name) => name !== 'review' || column === 'review');
  const to = names[names.indexOf(column) + step];
  return to && { column: to };
}

/** Returns the place above the previous card. @param order the cards of the column, in display order */
export function above<Card extends Placed>(card: Card, order: readonly Card[]): CardTarget<Card> | undefined {
  const before = order[order.findIndex(({ uuid }) => uuid === card.uuid) - 1];
  return before && { column: card.column, before };
}

/** Returns the place below the next card. @param order the cards of the column, in display order */
export function below<Card extends Placed>(card: Card, order: readonly Card[]): CardTarget<Card> | undefined {
  const at = order.findIndex(({ uuid }) => uuid === card.uuid);
  if (at < 0 || at === order.length - 1) return undefined;
  const before = order[at + 2];
  return before ? { column: card.column, before } : { column: card.column, after: order[at + 1] };
}

/** Returns the places in the menu of a card. A disabled one is the card's own column. */
export function menuTargets<Card extends Placed>(
  { column }: Card,
  order: readonly Card[],
): { title: string; target: CardTarget<Card>; disabled: boolean }[] {
  const columns = BOARD_COLUMNS.filter((name) => name !== 'review').map((name) => ({
    title: `Move to ${COLUMN_TITLES[name]}`,
    target: { column: name },
    disabled: name === column,
  }));
  if (column === 'done') return columns;
  return [
    ...columns,
    { title: 'Move to the top', target: { column, before: order[0] }, disabled: false },
    { title: 'Move below all ranked tasks', target: { column, last: true }, disabled: false },
  ];
}
