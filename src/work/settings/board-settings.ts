import { BOARD_COLUMNS, type BoardColumn, COLUMN_TITLES } from '../../domain/board-columns.ts';
import type { SettingRow } from './setting-row.ts';

/** The columns whose work can be limited. Done tasks are no work. */
export const LIMITED_COLUMNS = BOARD_COLUMNS.filter((name) => name !== 'done');

export const columnLimit = (column: BoardColumn) => `board.limit.${column}`;

/** Settings of the board. */
export const BOARD_SETTINGS: readonly SettingRow[] = LIMITED_COLUMNS.map((column) => ({
  name: columnLimit(column),
  inFile: 'free',
  means: `Limit of tasks in the board's column ${COLUMN_TITLES[column]}. The board marks the column if it has more. 0: no limit.`,
  values: { least: 0, most: 10_000, whole: true },
  fallback: 0,
}));
