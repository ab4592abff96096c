import { type Corpus, day, other, PEOPLE, type Shape, sentence, TEXT_SHAPES, ticking, title } from './draw.ts';
import { cell } from './table.ts';

interface Row {
  cells: Record<string, string>;
  /** The name of the group that begins with this item. */
  group?: string;
  subs: string[];
}

const COLUMNS = [
  ...['Name', 'Subitems', 'Person', 'Status', 'Date', 'Timeline - Start', 'Timeline - End', 'Priority', 'Depends On'],
  ...['Text', 'Item ID (auto generated)'],
];
const SUB_COLUMNS = ['Subitems', 'Name', 'Owner', 'Status', 'Date', 'Item ID (auto generated)'];

const set = (name: string, column: string, value: (random: Parameters<typeof day>[0]) => string): Shape<Row> => ({
  name,
  seen: 0,
  row: ({ cells }, { random }) => Object.assign(cells, { [column]: value(random) }),
});

const SHAPES: Shape<Row>[] = [
  set('done', 'Status', () => 'Done'),
  set('in progress', 'Status', () => 'Working on it'),
  set('stuck', 'Status', () => 'Stuck'),
  set('no status', 'Status', () => ''),
  set('a person', 'Person', (random) => random.pick(PEOPLE)),
  set('several people', 'Person', () => 'Mia, Otto Brand'),
  set('a day', 'Date', day),
  set('a time line', 'Timeline - End', day),
  set('priorities', 'Priority', (random) => random.pick(['Critical ⚠️', 'High', 'Medium', 'Low'])),
  set('a text', 'Text', sentence),
  {
    name: 'waits for others',
    seen: 0,
    row: ({ cells }, at) => Object.assign(cells, { 'Depends On': other(at).cells.Name }),
  },
  { name: 'several groups', seen: 0, row: (row, { n }) => n > 0 && Object.assign(row, { group: `Shift ${n}` }) },
  { name: 'subitems', seen: 0, row: ({ subs }, { n }) => subs.push(`Rope ${n}`, `Oar, ${n}`) },
  {
    name: 'the same item twice',
    seen: 0,
    rows: (rows) => rows.push({ cells: { ...rows[0]!.cells, [COLUMNS.at(-1)!]: '99' }, subs: [] }),
  },
  TEXT_SHAPES.crlf(0),
  TEXT_SHAPES.bom(0),
  TEXT_SHAPES.cut(0),
];

export const MONDAY: Corpus<Row> = {
  name: 'CSV of a sheet of Monday',
  counted: { files: 0, rows: 0 },
  path: 'board.csv',
  out: 'csv',
  base: (n, random) => ({
    cells: { Name: title(n, random), Status: 'Not Started', [COLUMNS.at(-1)!]: String(1000 + n) },
    ...(n === 0 ? { group: 'First shift' } : {}),
    subs: [],
  }),
  tick: ticking(({ cells }) => cells, 'Status', [['Not Started', 'Working on it', 'Stuck', ''], 'Done']),
  shapes: SHAPES,
  print: (rows) => {
    const line = (cells: readonly string[]) =>
      Array.from({ length: COLUMNS.length }, (_, n) => cell(cells[n] ?? '')).join(',');
    const lines = rows.flatMap(({ cells, group, subs }, n) => [
      ...(group === undefined ? [] : [line([group]), line(COLUMNS)]),
      line(COLUMNS.map((name) => (name === 'Subitems' ? subs.join(', ') : (cells[name] ?? '')))),
      ...(subs.length === 0 ? [] : [line(SUB_COLUMNS)]),
      ...subs.map((name, i) => line(['', name, 'Mia', i === 0 ? 'Done' : '', '2026-05-04', `${n}0${i}`])),
    ]);
    return { '': `${[line(['The pier']), ...lines].join('\n')}\n` };
  },
  tasks: (rows) => rows.reduce((sum, { subs }) => sum + 1 + subs.length, 0),
};
