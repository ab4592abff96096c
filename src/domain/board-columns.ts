/** The board's columns in order, with their titles. */
export const COLUMN_TITLES = {
  todo: 'To do',
  progress: 'In progress',
  review: 'In review',
  done: 'Done',
} as const;

export type BoardColumn = keyof typeof COLUMN_TITLES;

export const BOARD_COLUMNS = Object.keys(COLUMN_TITLES) as BoardColumn[];

/** Texts of empty columns. Each board adds how its reader puts a card there. */
export const EMPTY_COLUMNS: Readonly<Record<BoardColumn, string>> = {
  todo: 'Open tasks appear here. Press c to add one.',
  progress: 'Active tasks appear here.',
  review: 'Results of runs appear here.',
  done: 'Completed tasks appear here.',
};

/** Builds a record with one value per column. */
export function eachColumn<T>(of: (column: BoardColumn) => T): Record<BoardColumn, T> {
  return Object.fromEntries(BOARD_COLUMNS.map((column) => [column, of(column)])) as Record<BoardColumn, T>;
}
