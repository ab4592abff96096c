import { type Corpus, day, PEOPLE, prose, type Shape, sentence, TEXT_SHAPES, title } from './draw.ts';
import { cell } from './table.ts';

interface Row {
  cells: Record<string, string>;
  /** Rows of other types before and after the task: sections, notes, empty ones. */
  before: Record<string, string>[];
  after: Record<string, string>[];
  /** Set once the task is done: its line and its notes are left out. */
  done?: true;
}

const COLUMNS =
  'TYPE,CONTENT,DESCRIPTION,PRIORITY,INDENT,AUTHOR,RESPONSIBLE,DATE,DATE_LANG,TIMEZONE,DURATION,DURATION_UNIT,DEADLINE,DEADLINE_LANG'.split(
    ',',
  );

const set = (name: string, column: string, value: (random: Parameters<typeof day>[0]) => string): Shape<Row> => ({
  name,
  seen: 0,
  row: ({ cells }, { random }) => Object.assign(cells, { [column]: value(random) }),
});

const SHAPES: Shape<Row>[] = [
  set('priorities', 'PRIORITY', (random) => random.pick(['1', '2', '3'])),
  set('a person', 'RESPONSIBLE', (random) => `${random.pick(PEOPLE)} (48151623)`),
  set('a day', 'DATE', day),
  set('a day as people write it', 'DATE', () => 'Oct 5 2026'),
  set('a day that repeats', 'DATE', () => 'every monday at 9am'),
  set('a day by its name', 'DATE', () => 'tomorrow 18:00'),
  set('a deadline', 'DEADLINE', day),
  set('a description', 'DESCRIPTION', prose),
  {
    name: 'a duration',
    seen: 0,
    row: ({ cells }) => Object.assign(cells, { DURATION: '30', DURATION_UNIT: 'minute' }),
  },
  { name: 'no duration', seen: 0, row: ({ cells }) => Object.assign(cells, { DURATION: '', DURATION_UNIT: 'None' }) },
  {
    name: 'labels in the words',
    seen: 0,
    row: ({ cells }) => Object.assign(cells, { CONTENT: `${cells.CONTENT} @dock @night_shift` }),
  },
  {
    name: 'a link',
    seen: 0,
    row: ({ cells }) => Object.assign(cells, { CONTENT: `[${cells.CONTENT}](https://example.com/a?b=1,2)` }),
  },
  {
    name: 'a line that cannot be checked',
    seen: 0,
    row: ({ cells }) => Object.assign(cells, { CONTENT: `* ${cells.CONTENT}` }),
  },
  { name: 'subtasks', seen: 0, row: ({ cells }, { n }) => n > 0 && Object.assign(cells, { INDENT: '2' }) },
  { name: 'deeper subtasks', seen: 0, row: ({ cells }, { n }) => n > 1 && Object.assign(cells, { INDENT: '4' }) },
  { name: 'sections', seen: 0, row: ({ before }, { n }) => before.push({ TYPE: 'section', CONTENT: `Shift ${n}` }) },
  {
    name: 'notes',
    seen: 0,
    row: ({ after }, { random }) =>
      after.push({ TYPE: 'note', CONTENT: sentence(random), AUTHOR: 'Mia (1)' }, { TYPE: 'note', CONTENT: 'Dry "it"' }),
  },
  { name: 'empty rows', seen: 0, row: ({ after }) => after.push({}) },
  {
    name: 'how it is shown',
    seen: 0,
    rows: (rows) => rows[0]!.before.unshift({ TYPE: 'meta', CONTENT: 'view_style=board' }),
  },
  { name: 'the same task twice', seen: 0, rows: (rows) => rows.push({ ...rows[0]!, before: [], after: [] }) },
  TEXT_SHAPES.bom(0),
  TEXT_SHAPES.cut(0),
];

const table =
  (columns: readonly string[]) =>
  (rows: readonly Row[]): Record<string, string> => {
    const line = (cells: Record<string, string>) => columns.map((name) => cell(cells[name] ?? '')).join(',');
    const lines = rows.flatMap(({ before, cells, after, done }) =>
      [...before, ...(done ? [] : [cells, ...after])].map(line),
    );
    return { '': `${[columns.join(','), ...lines].join('\r\n')}\r\n` };
  };

const corpus = (name: string, columns: readonly string[]): Corpus<Row> => ({
  name,
  counted: { files: 0, rows: 0 },
  path: 'pier.csv',
  out: 'csv',
  base: (n, random) => ({
    cells: { TYPE: 'task', CONTENT: title(n, random), PRIORITY: '4', INDENT: '1', AUTHOR: 'Mia (1)', DATE_LANG: 'en' },
    ...{ before: [], after: [] },
  }),
  shapes: SHAPES,
  print: table(columns),
  onlyOpen: true,
  tick: (row, rows) => {
    const next = rows[rows.indexOf(row) + 1];
    const isLeaf = Number(next?.cells.INDENT ?? 1) <= Number(row.cells.INDENT);
    if (isLeaf) row.done = true;
    return isLeaf;
  },
});

export const TODOIST = [
  corpus('CSV of Todoist', COLUMNS),
  corpus(
    'CSV of Todoist before 2023',
    COLUMNS.slice(0, 10).filter((name) => name !== 'DESCRIPTION'),
  ),
];
