import { type Corpus, day, other, PEOPLE, prose, type Shape, sentence, TEXT_SHAPES, ticking, title } from './draw.ts';
import { cell } from './table.ts';

interface Row {
  cells: Record<string, string>;
  body: string;
  id: string;
}

const COLUMNS = ['Name', 'Assign', 'Blocked by', 'Created time', 'Due', 'Parent item', 'Priority', 'Status', 'Tags'];
const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July'];
const long = (random: Parameters<typeof day>[0]) => {
  const [, month, date] = day(random).split('-').map(Number) as [number, number, number];
  return `${MONTHS[month - 1]} ${date}, 2026`;
};

const set = (name: string, column: string, value: (random: Parameters<typeof day>[0]) => string): Shape<Row> => ({
  name,
  seen: 0,
  row: ({ cells }, { random }) => Object.assign(cells, { [column]: value(random) }),
});

/** A page as others name it: with its address, or with its file. */
const named = ({ cells, id }: Row, file: boolean) =>
  `${cells.Name} (${file ? `Gates/${encodeURIComponent('A page')}%20${id}.md` : `https://www.notion.so/A-page-${id}?pvs=21`})`;

const SHAPES: Shape<Row>[] = [
  set('done', 'Status', () => 'Done'),
  set('in progress', 'Status', () => 'In progress'),
  set('a status of its own', 'Status', () => 'Parked 🅿️'),
  set('a person', 'Assign', (random) => random.pick(PEOPLE)),
  set('several people', 'Assign', () => 'Mia, Otto Brand'),
  set('labels', 'Tags', () => 'dock, night shift'),
  set('priorities', 'Priority', (random) => random.pick(['High', 'Medium', 'Low'])),
  set('a day', 'Due', long),
  set('a day with a time and a zone', 'Due', (random) => `${long(random)} 5:00 PM (GMT+2)`),
  set('a period', 'Due', () => 'March 9, 2026 → March 12, 2026'),
  {
    name: 'a parent by its address',
    seen: 0,
    row: ({ cells }, at) => {
      const parent = other(at);
      if (!parent.cells['Parent item']) cells['Parent item'] = named(parent, false);
    },
  },
  {
    name: 'waits for others by their addresses',
    seen: 0,
    row: ({ cells }, at) => Object.assign(cells, { 'Blocked by': named(other(at), false) }),
  },
  {
    name: 'waits for others by their files',
    seen: 0,
    row: ({ cells }, at) => Object.assign(cells, { 'Blocked by': named(other(at), true) }),
  },
  { name: 'no text', seen: 0, row: (row) => Object.assign(row, { body: '' }) },
  {
    name: 'a text with boxes',
    seen: 0,
    row: (row) => Object.assign(row, { body: '- [ ] First the rope\n- [x] Then the oar' }),
  },
  { name: 'a text with colons', seen: 0, row: (row) => Object.assign(row, { body: 'Note: it is wet\n\nWhy: rain' }) },
  { name: 'a second page with the title', seen: 0, rows: (rows) => rows.push({ ...rows[0]!, id: 'f'.repeat(32) }) },
  TEXT_SHAPES.crlf(0),
];

const files = (rows: readonly Row[], name: string): Record<string, string> => {
  const columns = COLUMNS.map((column) => (column === 'Name' ? name : column));
  const line = ({ cells }: Row) => COLUMNS.map((column) => cell(cells[column] ?? '')).join(',');
  const database = `\uFEFF${[columns.join(','), ...rows.map(line)].join('\n')}\n`;
  const table = 'Gates 0123456789abcdef0123456789abcdef';
  return {
    [`${table}.csv`]: `\uFEFF${[columns.join(','), line(rows[0]!)].join('\n')}\n`,
    [`${table}_all.csv`]: database,
    'About 1123456789abcdef0123456789abcdef.md': '# About\n\nA page beside the database.\n',
    ...Object.fromEntries(
      rows.map(({ cells, body, id }) => {
        const properties = COLUMNS.slice(1).flatMap((column) => (cells[column] ? [`${column}: ${cells[column]}`] : []));
        const file = cells.Name!.replace(/[^\p{L}\p{N} ]/gu, '').slice(0, 50);
        return [`Gates/${file} ${id}.md`, `# ${cells.Name}\n\n${properties.join('\n')}\n\n${body}\n`];
      }),
    ),
  };
};

const corpus = (name: string, title_: string): Corpus<Row> => ({
  name,
  counted: { files: 0, rows: 0 },
  path: 'Export',
  out: 'backlog',
  base: (n, random) => ({
    cells: { Name: title(n, random), Status: 'Not started', 'Created time': `${long(random)} 9:15 AM` },
    body: `${prose(random)}\n\n${sentence(random)}`,
    id: n.toString(16).padStart(32, '2'),
  }),
  tick: ticking(({ cells }) => cells, 'Status', [['Not started', 'In progress', 'Parked 🅿️'], 'Done']),
  shapes: SHAPES,
  print: (rows) => files(rows, title_),
});

export const NOTION = [
  corpus('a folder of Notion', 'Name'),
  corpus('a folder of Notion with its own title', 'Gate or door'),
];
