/** The columns of the board in their order, each with what people call it. */
export const COLUMN_TITLES = {
  todo: 'To do',
  progress: 'In progress',
  review: 'In review',
  done: 'Done',
} as const;

export type Column = keyof typeof COLUMN_TITLES;

export const COLUMNS = Object.keys(COLUMN_TITLES) as Column[];

/** Something for each of them, by its name. */
export function eachColumn<T>(of: (column: Column) => T): Record<Column, T> {
  return Object.fromEntries(COLUMNS.map((column) => [column, of(column)])) as Record<Column, T>;
}
