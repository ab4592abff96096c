import type { Random } from '../../support/random.ts';
import {
  type Corpus,
  clock,
  day,
  other,
  PEOPLE,
  prose,
  type Shape,
  TEXT_SHAPES,
  ticking,
  title,
  WORDS,
} from './draw.ts';

interface Row {
  /** A cell per column; several for a column that occurs several times. */
  cells: Record<string, string>;
  /** Whether the empty cell at the end is left out. */
  short?: boolean;
}

/** The columns of a tool's table, in order, and the cells of a row. */
interface Layout {
  tool: string;
  /** The real files with these columns, and their rows. */
  counted: { files: number; rows: number };
  /** Column names, in which the ones of {@link cells} occur. */
  columns: readonly string[];
  id: string | undefined;
  title: string;
  text: string;
  status: readonly [column: string, open: string, done: string, doing: string];
  parent?: string;
  waits?: string;
  labels?: string;
  person?: string;
  date(random: Random): string;
  dates: readonly string[];
  priority?: readonly [column: string, ...words: string[]];
}

const LINEAR =
  'ID,Team,Title,Description,Status,Estimate,Priority,Project ID,Project,Creator,Assignee,Labels,Cycle Number,Cycle Name,Cycle Start,Cycle End,Created,Updated,Started,Triaged,Completed,Canceled,Archived,Due Date,Parent issue,Initiatives,Project Milestone ID,Project Milestone,SLA Status,Roadmaps'.split(
    ',',
  );
const JIRA =
  'Summary,Issue key,Issue id,Issue Type,Status,Project key,Project name,Priority,Resolution,Assignee,Reporter,Creator,Created,Updated,Last Viewed,Resolved,Due date,Votes,Labels,Labels,Description,Environment,Watchers,Watchers,Original estimate,Work Ratio,Outward issue link (Blocks),Custom field (Rank),Comment,Comment,Parent,Status Category'.split(
    ',',
  );
const ASANA =
  'Task ID,Created At,Completed At,Last Modified,Name,Section/Column,Assignee,Assignee Email,Start Date,Due Date,Tags,Notes,Projects,Parent task,Blocked By (Dependencies),Blocking (Dependencies)'.split(
    ',',
  );
const PLANE =
  'ID,Project,Name,Description,State,Start Date,Target Date,Priority,Created By,Assignee,Labels,Cycle Name,Module Name,Created At,Updated At,Completed At,Archived At'.split(
    ',',
  );
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul'];
const parts = (random: Random) => day(random).split('-').map(Number) as [number, number, number];

const jsDate = (random: Random) => {
  const iso = day(random);
  const [, month, date] = iso.split('-').map(Number) as [number, number, number];
  const name = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'][new Date(`${iso}T00:00:00Z`).getUTCDay()];
  return `${name} ${MONTHS[month - 1]} ${String(date).padStart(2, '0')} 2026 ${clock(random)} GMT+0000 (GMT)`;
};
const jiraDate = (random: Random) => {
  const [, month, date] = parts(random);
  return `${String(date).padStart(2, '0')}/${MONTHS[month - 1]}/26 ${1 + random.int(12)}:0${random.int(10)} ${random.pick(['AM', 'PM'])}`;
};
const instant = (random: Random) => `${day(random)}T${clock(random)}.000Z`;

const LAYOUTS: readonly Layout[] = [
  {
    tool: 'Linear',
    counted: { files: 1, rows: 28 },
    columns: LINEAR,
    id: 'ID',
    title: 'Title',
    text: 'Description',
    status: ['Status', 'Todo', 'Done', 'In Progress'],
    parent: 'Parent issue',
    labels: 'Labels',
    person: 'Assignee',
    date: jsDate,
    dates: ['Created', 'Updated', 'Due Date'],
    priority: ['Priority', 'Urgent', 'No priority', 'Low'],
  },
  {
    tool: 'Jira',
    counted: { files: 3, rows: 792 },
    columns: JIRA,
    id: 'Issue key',
    title: 'Summary',
    text: 'Description',
    status: ['Status', 'To Do', 'Done', 'In Progress'],
    parent: 'Parent',
    waits: 'Outward issue link (Blocks)',
    labels: 'Labels',
    person: 'Assignee',
    date: jiraDate,
    dates: ['Created', 'Updated', 'Due date'],
    priority: ['Priority', 'Highest', 'Medium', 'Lowest'],
  },
  {
    tool: 'Asana',
    counted: { files: 3, rows: 516 },
    columns: ASANA,
    id: 'Task ID',
    title: 'Name',
    text: 'Notes',
    status: ['Section/Column', 'To do', 'Done', 'Doing'],
    parent: 'Parent task',
    labels: 'Tags',
    person: 'Assignee',
    date: day,
    dates: ['Created At', 'Last Modified', 'Due Date'],
  },
  {
    tool: 'Plane',
    counted: { files: 1, rows: 1 },
    columns: PLANE,
    id: 'ID',
    title: 'Name',
    text: 'Description',
    status: ['State', 'Todo', 'Done', 'In Progress'],
    labels: 'Labels',
    person: 'Assignee',
    date: instant,
    dates: ['Created At', 'Target Date'],
    priority: ['Priority', 'none', 'urgent', 'low'],
  },
  {
    tool: 'a table by hand',
    counted: { files: 4, rows: 55 },
    columns: [
      'id',
      'title',
      'category',
      'status',
      'priority',
      'owner',
      'due_date',
      'estimate_hours',
      'dependencies',
      'notes',
    ],
    id: 'id',
    title: 'title',
    text: 'notes',
    status: ['status', 'todo', 'completed', 'in_progress'],
    waits: 'dependencies',
    person: 'owner',
    date: day,
    dates: ['due_date'],
    priority: ['priority', 'high', 'medium', 'low'],
  },
  {
    tool: 'rows for GitHub',
    counted: { files: 3, rows: 47 },
    columns: ['Title', 'Body', 'Labels', 'Status', 'Parent'],
    id: undefined,
    title: 'Title',
    text: 'Body',
    status: ['Status', 'todo', 'done', 'in progress'],
    labels: 'Labels',
    date: day,
    dates: [],
  },
];

/** The shapes of all tables. Their counts are those of 31 tables with 1,612 rows. */
const SHAPES = (layout: Layout): Shape<Row>[] => {
  const { status, labels, person, parent, waits, id, priority, dates } = layout;
  const set = (
    name: string,
    seen: number,
    column: string | undefined,
    value: (at: Parameters<NonNullable<Shape<Row>['row']>>[1]) => string,
  ): Shape<Row>[] =>
    column === undefined ? [] : [{ name, seen, row: (row, at) => Object.assign(row.cells, { [column]: value(at) }) }];
  return [
    ...set('done', 21, status[0], () => status[2]),
    ...set('in progress', 21, status[0], () => status[3]),
    ...set('a status of its own', 21, status[0], () => 'L1 Assigned'),
    ...set('labels in one cell', 12, labels, ({ random }) => `${random.pick(WORDS)}, ${random.pick(WORDS)}`),
    ...set('a person', 15, person, ({ random }) => random.pick(PEOPLE)),
    ...(id === undefined ? [] : set('a parent', 6, parent, (at) => other(at).cells[id]!)),
    ...set('a parent that is not there', 2, parent, () => 'GONE-9'),
    ...(id === undefined ? [] : set('waits for others', 3, waits, (at) => other(at).cells[id]!)),
    ...set('priorities', 14, priority?.[0], ({ random }) => random.pick(priority!.slice(1))),
    ...set('no text', 0, layout.text, () => ''),
    ...set(
      'a text of several lines with quotes',
      7,
      layout.text,
      ({ random }) => `${prose(random)}\n\n"so" they said, twice`,
    ),
    ...set('a formula guarded by a quote', 0, layout.text, () => "'=1+1"),
    ...set('an empty date', 0, dates[0], () => ''),
    { name: 'the empty last cell is left out', seen: 2, row: (row) => Object.assign(row, { short: true }) },
    { name: 'the same row twice', seen: 1, rows: (rows) => rows.push({ ...rows[0]! }) },
    TEXT_SHAPES.crlf(6),
    TEXT_SHAPES.bom(1),
    TEXT_SHAPES.cut(5),
    TEXT_SHAPES.blank(0),
    { name: 'an empty line before the header', seen: 1, text: (text) => `\n${text}` },
  ];
};

/** Quotes a cell of a table where it is needed. */
export const cell = (text: string) => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

const table = (layout: Layout): Corpus<Row> => ({
  name: `CSV of ${layout.tool}`,
  counted: layout.counted,
  path: 'export.csv',
  out: 'csv',
  base: (n, random) => ({
    cells: {
      ...(layout.id === undefined ? {} : { [layout.id]: `PIER-${n + 1}` }),
      [layout.title]: title(n, random),
      [layout.text]: prose(random),
      [layout.status[0]]: layout.status[1],
      ...Object.fromEntries(layout.dates.map((name) => [name, layout.date(random)])),
    },
  }),
  tick: ticking(({ cells }) => cells, layout.status[0], [[layout.status[1], layout.status[3]], layout.status[2]]),
  shapes: SHAPES(layout),
  print: (rows) => {
    const lines = rows.map(({ cells, short }) => {
      const used = new Set<string>();
      const all = layout.columns.map((name) => {
        const text = used.has(name) ? '' : (cells[name] ?? '');
        used.add(name);
        return cell(text);
      });
      if (short && all.at(-1) === '') all.pop();
      return all.join(',');
    });
    return { '': `${[layout.columns.map(cell).join(','), ...lines].join('\n')}\n` };
  },
});

export const TABLES = LAYOUTS.map(table);
