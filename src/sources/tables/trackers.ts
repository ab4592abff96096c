import type { Located } from '../reading/json-file.ts';

/** Columns of a tool's export, and a column whose values look like this tool's ids. */
interface Shape {
  columns: readonly string[];
  ids?: readonly [column: string, like: RegExp];
}

/** Detects the tables of tools whose columns need no conversion, by their names. */
const detects =
  ({ columns, ids: [column, like] = ['', /^/] }: Shape) =>
  ([first]: readonly Located[]): boolean =>
    first !== undefined && columns.every((name) => name in first.value) && like.test(String(first.value[column] ?? ''));

export const isLinear = detects({ columns: ['ID', 'Team', 'Title', 'Status'], ids: ['ID', /^[A-Z][A-Z0-9]*-\d+$/] });
export const isJira = detects({ columns: ['Summary', 'Issue key', 'Issue Type', 'Status'] });
export const isAsana = detects({ columns: ['Task ID', 'Name', 'Section/Column', 'Assignee'] });
