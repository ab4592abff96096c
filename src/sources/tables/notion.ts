import type { Given } from '../reading/given.ts';
import type { Located } from '../reading/json-file.ts';

/** Matches the file of a database: its name, and the id of its page. */
const DATABASE = /(?:^|\/)[^/]+ [0-9a-f]{32}(_all)?\.csv$/;
const PAGE = /(?:^|\/)([^/]+) [0-9a-f]{32}\.md$/;

/**
 * Returns the tables in a folder that Notion exported. A database has a table of its first view, and a second one
 * (`_all`) with all pages, which counts then.
 */
export function notionTables(given: Given): string[] {
  const files = given.files().filter((file) => DATABASE.test(file));
  return files.filter((file) => file.endsWith('_all.csv') || !files.includes(file.replace(/\.csv$/, '_all.csv')));
}

/** Adds the texts of the pages to the rows of their titles. A title that several pages have gets none. */
export function withPages(located: readonly Located[], given: Given, title: string): Located[] {
  const pages = new Map<string, string | undefined>();
  for (const file of given.files()) {
    if (!PAGE.test(file)) continue;
    const [name, text] = pageOf(given.text(file));
    if (name !== '') pages.set(name, pages.has(name) ? undefined : text);
  }
  return located.map((one) => {
    const text = pages.get(String(one.value[title] ?? '').trim());
    return text && one.problem === undefined ? { ...one, value: { ...one.value, spec: text } } : one;
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
