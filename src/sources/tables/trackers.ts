import type { Given } from '../reading/given.ts';
import type { Located } from '../reading/json-file.ts';
import { htmlText } from './jira-xml.ts';

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

/** The columns in which Azure DevOps has HTML. */
const HTML = ['Description', 'Acceptance Criteria', 'Repro Steps'];

/** Converts the texts of Azure DevOps, and the titles of a tree, which has a column for each level: `Title 1`, `Title 2`. */
export function azureTasks(all: readonly Located[]): readonly Located[] {
  const located = all.map((one) => {
    const texts = HTML.flatMap((name) => {
      const text = one.value[name];
      return typeof text === 'string' ? [[name, htmlText(text)] as const] : [];
    });
    return texts.length === 0 ? one : { ...one, raw: one.value, value: { ...one.value, ...Object.fromEntries(texts) } };
  });
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

export const isPlanner = detects({ columns: ['Task ID', 'Task Name', 'Bucket Name', 'Progress'] });

/** Names the column of the states of Planner, which counts as progress elsewhere. */
export function plannerTasks(located: readonly Located[]): readonly Located[] {
  return located.map((one) => {
    const { Progress, ...rest } = one.value;
    return one.problem === undefined ? { ...one, raw: one.value, value: { ...rest, Status: Progress } } : one;
  });
}

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

/** Matches the file of a database: its name, and the id of its page. */
const DATABASE = /(?:^|\/)[^/]+ [0-9a-f]{32}(_all)?\.csv$/;
const PAGE = /(?:^|\/)[^/]+ ([0-9a-f]{32})\.md$/;

/**
 * Returns the tables in a folder that Notion exported. A database has a table of its first view, and a second one
 * (`_all`) with all pages, which counts then.
 */
export function notionTables(given: Given): string[] {
  const files = given.files().filter((file) => DATABASE.test(file));
  return files.filter((file) => file.endsWith('_all.csv') || !files.includes(file.replace(/\.csv$/, '_all.csv')));
}

/**
 * Adds the texts and the ids of the pages to the rows of their titles, because the next export has another name. A title
 * that several pages have gets none.
 */
export function withPages(located: readonly Located[], given: Given, title: string): Located[] {
  const pages = new Map<string, { id: string; text: string } | undefined>();
  for (const file of given.files()) {
    const [, id] = PAGE.exec(file) ?? [];
    if (id === undefined) continue;
    const [name, text] = pageOf(given.text(file));
    if (name !== '') pages.set(name, pages.has(name) ? undefined : { id, text });
  }
  return located.map((one) => {
    const page = pages.get(String(one.value[title] ?? '').trim());
    if (!page || one.problem !== undefined) return one;
    return { ...one, value: { gid: page.id, ...one.value, ...(page.text === '' ? {} : { spec: page.text }) } };
  });
}

/** Returns the title of a page, and its text below the properties, which the table has, too. */
function pageOf(page: string): [title: string, text: string] {
  const [first = '', ...lines] = page.split(/\r?\n/);
  const title = /^# (.*)$/.exec(first)?.[1]?.trim() ?? '';
  const from = lines.findIndex((line) => line.trim() !== '');
  const isProperty = (line: string | undefined) => line !== undefined && /^[^\s:#-][^:\n]*: /.test(`${line} `);
  let end = Math.max(from, 0);
  while (isProperty(lines[end])) end++;
  const hasProperties = end > from && (lines[end] ?? '').trim() === '';
  return [
    title,
    lines
      .slice(hasProperties ? end : Math.max(from, 0))
      .join('\n')
      .trim(),
  ];
}
