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
const isAzureTree = detects({ columns: ['ID', 'Work Item Type', 'Title 1'] });
export const isAzure = (located: readonly Located[]): boolean =>
  isAzureTree(located) || detects({ columns: ['ID', 'Work Item Type', 'Title', 'State'] })(located);

/** Converts the titles of a tree of Azure DevOps, which has a column for each level: `Title 1`, `Title 2`. */
export function azureTasks(located: readonly Located[]): readonly Located[] {
  if (!isAzureTree(located)) return located;
  const above: unknown[] = [];
  return located.map((one) => {
    if (one.problem !== undefined) return one;
    const titles = Object.entries(one.value).flatMap(([name, text]) => {
      const level = Number(/^Title (\d)$/.exec(name)?.[1]);
      return level > 0 && typeof text === 'string' && text.trim() !== '' ? [{ level, text }] : [];
    });
    const { level, text } = titles.at(-1) ?? { level: 1, text: null };
    const others = Object.entries(one.value).filter(([name]) => !/^Title \d$/.test(name));
    above.length = Math.min(above.length, level - 1);
    const parent = one.value.Parent ?? above[level - 2] ?? null;
    above[level - 1] = one.value.ID;
    return { ...one, raw: one.value, value: { ...Object.fromEntries(others), Title: text, Parent: parent } };
  });
}

export const isAsana = detects({ columns: ['Task ID', 'Name', 'Section/Column', 'Assignee'] });

/** Detects the table of a ClickUp workspace or list. */
export function isClickUp([first]: readonly Located[]): boolean {
  return (
    first !== undefined && ['Task ID', 'Task Name', 'Task Content', 'Status'].every((column) => column in first.value)
  );
}

/** Priorities by ClickUp's number. */
const PRIORITY: Readonly<Record<string, string>> = { 1: 'urgent', 2: 'high', 3: 'normal', 4: 'low' };

/** Converts ClickUp's numbers and escapes to words and lines. */
export function clickUpTasks(located: readonly Located[]): Located[] {
  return located.map((one) => {
    if (one.problem !== undefined) return one;
    const { Priority, 'Task Content': text, ...rest } = one.value;
    const value = {
      ...rest,
      Priority: typeof Priority === 'string' ? (PRIORITY[Priority] ?? Priority) : Priority,
      'Task Content': typeof text === 'string' && !text.includes('\n') ? text.replaceAll('\\n', '\n') : text,
    };
    return { ...one, raw: one.value, value };
  });
}
