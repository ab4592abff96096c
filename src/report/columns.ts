/** The columns of the board in their order, each with what people call it. */
export const COLUMN_TITLES = {
  todo: 'To do',
  progress: 'In progress',
  review: 'In review',
  done: 'Done',
} as const;

export type BoardColumn = keyof typeof COLUMN_TITLES;

export const BOARD_COLUMNS = Object.keys(COLUMN_TITLES) as BoardColumn[];

/** Something for each of them, by its name. */
export function eachColumn<T>(of: (column: BoardColumn) => T): Record<BoardColumn, T> {
  return Object.fromEntries(BOARD_COLUMNS.map((column) => [column, of(column)])) as Record<BoardColumn, T>;
}
