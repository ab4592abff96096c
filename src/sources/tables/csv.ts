import { parseJsonText } from '../../base/json/json-text.ts';
import type { ProgressReport } from '../../base/progress.ts';
import { TASK_FIELDS } from '../../domain/fields/table.ts';
import { FORMAT_TITLES } from '../../domain/task-formats.ts';
import { BACKLOG } from '../backlog.ts';
import { type FieldMap, readByHand } from '../by-hand/by-hand.ts';
import type { Given } from '../reading/given.ts';
import { isTitle, OWN_COLUMNS } from '../reading/headings.ts';
import { type Located, locateAll } from '../reading/json-file.ts';
import type { ReadRows } from '../reading/row.ts';
import type { TaskFormat } from '../source.ts';
import { delimiterOf, firstLine, readTable } from './csv-table.ts';
import { cellOf, csvText, unguarded } from './csv-text.ts';
import { isJiraXml, jiraXmlRows } from './jira-xml.ts';
import { isPivotal, pivotalTasks } from './pivotal.ts';
import { isTickTick, isTodoist, tickTickTasks, todoistTasks } from './todoist.ts';
import {
  azureTasks,
  clickUpTasks,
  isAsana,
  isAzure,
  isClickUp,
  isJira,
  isLinear,
  isPlanner,
  notionTables,
  plannerTasks,
  withPages,
} from './trackers.ts';

/** The columns of an export. Other fields follow in the order of the field table. */
const NAMES = [...new Set([...OWN_COLUMNS, ...Object.keys(TASK_FIELDS), 'spec', 'docs'])];

/** Columns that always contain plain text. In other columns, a cell may contain JSON. */
const TEXTS = new Set(['description', 'spec', 'project', 'agent', 'type']);

/** A table for spreadsheets (RFC 4180), with a column for each field that at least one task has. */
export const CSV: TaskFormat = {
  name: 'csv',
  title: FORMAT_TITLES.csv,
  takes: 'a table whose first line names the columns: `description,priority,due`, or the export of another program',
  remarks: [
    'Programs whose exports are read: Excel, Jira, Linear, Asana, Azure DevOps, ClickUp, GitLab, Monday, Notion, Pivotal Tracker, Plane, Planner, Redmine, Shortcut, TickTick, Trello and Todoist. For Notion, name the unpacked folder. From Jira, XML is read, too.',
    'Columns are separated by commas, semicolons or tabs. Cells of columns that have the same name (`Labels`, `Labels`) are one list.',
    'Separate words in a cell of `tags` or `depends` with commas or blanks. Lists and objects are JSON in their cell. In a table with uuids, an empty cell clears the field.',
    'A spreadsheet would run a text that begins with `=`, `+`, `-` or `@`. The export puts an apostrophe before it, and the import removes it.',
    'A number in `depends` or `parent` means the row of the file with that `id`. If there is none, it means the task of the queue.',
  ],
  oneFile: /\.(csv|tsv)$/i,
  detect: (given) =>
    given.folder
      ? notionTables(given).length > 0
      : /\.(csv|tsv)$/i.test(given.name) ||
        hasHeader(given.text(given.files()[0]!)) ||
        isJiraXml(given.text(given.files()[0]!)),
  takesMap: true,
  open: async (text, { file, map = new Map(), ids = new Map() }) =>
    (await import('./csv-edit.ts')).openTable(text, { file, map, ids, own: NAMES, read: cellValue }),
  read: async (given, { map = new Map(), progress }) => {
    if (given.folder) return readNotion(given, { map, progress });
    const [file] = given.files() as [string];
    if (isJiraXml(given.text(file)))
      return readByHand(locateAll(jiraXmlRows(given.text(file), file), file), {
        kind: 'jira',
        map,
        title: 'Jira',
        progress,
      });
    progress?.(0, 1, 'reading the table');
    const { located, left } = await readTable(given.text(file), { file, map, own: NAMES, read: cellValue });
    const tool = TOOLS.find(({ detect }) => detect(located));
    const reading = await readByHand(
      tool ? tool.tasks(located) : located,
      tool ? { kind: tool.kind, map, title: tool.title, progress } : { kind: 'csv', map, progress },
    );
    return { ...reading, ...(tool?.kind === 'todoist' ? { onlyOpen: true } : {}), left: [...left, ...reading.left] };
  },
  write: BACKLOG.write,
  print: (rows) => {
    const flat = rows.map(withSpec);
    const columns = NAMES.filter((name) => OWN_COLUMNS.includes(name) || flat.some((row) => row[name] !== undefined));
    const lines = [columns, ...flat.map((row) => columns.map((name) => cellOf(name, row[name])))];
    return `${csvText(lines)}\r\n`;
  },
};

/** Tools that a table names by its columns. The kind is a part of the ids that tasks keep. */
const TOOLS = [
  { detect: isTodoist, tasks: todoistTasks, kind: 'todoist', title: 'Todoist' },
  { detect: isTickTick, tasks: tickTickTasks, kind: 'ticktick', title: 'TickTick' },
  { detect: isPivotal, tasks: pivotalTasks, kind: 'pivotal', title: 'Pivotal Tracker' },
  { detect: isClickUp, tasks: clickUpTasks, kind: 'clickup', title: 'ClickUp' },
  { detect: isLinear, tasks: asTheyAre, kind: 'linear', title: 'Linear' },
  { detect: isJira, tasks: asTheyAre, kind: 'jira', title: 'Jira' },
  { detect: isAsana, tasks: asTheyAre, kind: 'asana', title: 'Asana' },
  { detect: isAzure, tasks: azureTasks, kind: 'azure', title: 'Azure DevOps' },
  { detect: isPlanner, tasks: plannerTasks, kind: 'planner', title: 'Planner' },
] as const;

function asTheyAre(located: readonly Located[]): readonly Located[] {
  return located;
}

/** Reads the tables in a folder that Notion exported, with the texts of their pages. */
async function readNotion(
  given: Given,
  { map, progress }: { map: FieldMap; progress: ProgressReport | undefined },
): Promise<ReadRows> {
  const all: Located[] = [];
  const left: string[] = [];
  for (const file of notionTables(given)) {
    const text = given.text(file);
    // The first column of a database is its title, whatever its name is.
    const [title = ''] = columnsOf(text);
    const titled = isTitle(title) ? map : new Map([[title.toLowerCase(), 'description'], ...map]);
    const table = await readTable(text, { file, map: titled, own: NAMES, read: cellValue });
    all.push(...withPages(table.located, given, title).map((one) => (isTitle(title) ? one : renamed(one, title))));
    left.push(...table.left);
  }
  const reading = await readByHand(all, { kind: 'csv', map, title: 'Notion', progress });
  return { ...reading, left: [...left, ...reading.left] };
}

function renamed(one: Located, title: string): Located {
  const { [title]: name, ...value } = one.value;
  return one.problem === undefined ? { ...one, value: { title: name, ...value } } : one;
}

function columnsOf(text: string): string[] {
  const line = firstLine(text);
  return line.split(delimiterOf(line)).map((name) => name.replaceAll('"', '').trim());
}

function hasHeader(text: string): boolean {
  const line = firstLine(text);
  const names = columnsOf(text);
  if (/[{[]/.test(line)) return false;
  return names.some((name) => name.toLowerCase() === 'description') || (names.length > 2 && names.some(isTitle));
}

function withSpec(row: Record<string, unknown>): Record<string, unknown> {
  const { docs, ...fields } = row as { docs?: Record<string, string> };
  const { spec, ...others } = docs ?? {};
  // An empty cell would mean that there is no spec.
  const inCell = spec !== undefined && spec !== '';
  const left = inCell ? others : docs;
  return { ...fields, ...(inCell ? { spec } : {}), ...(left && Object.keys(left).length > 0 ? { docs: left } : {}) };
}

/** Converts a cell to a value. An empty cell becomes null, which clears the field. */
function cellValue(name: string, cell: string): unknown {
  if (cell === '') return null;
  if (TEXTS.has(name)) return unguarded(cell);
  if (name === 'rank' && /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(cell)) return Number(cell);
  return Object.hasOwn(TASK_FIELDS, name) || name === 'docs' ? parseJsonText(unguarded(cell)) : unguarded(cell);
}
