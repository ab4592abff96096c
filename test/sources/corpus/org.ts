import { type Corpus, day, other, prose, type Shape, sentence, TEXT_SHAPES, ticking, title } from './draw.ts';

interface Row {
  depth: number;
  keyword: string;
  words: string;
  tags: string;
  planning: string;
  /** Properties by name. */
  properties: Record<string, string>;
  log: string[];
  body: string[];
  before: string[];
}

const stamp = (date: string, rest = '') => `${date} Mon${rest}`;

const SHAPES: Shape<Row>[] = [
  { name: 'done', seen: 2, row: (row) => Object.assign(row, { keyword: 'DONE' }) },
  {
    name: 'done at a time',
    seen: 1,
    row: (row, { random }) =>
      Object.assign(row, { keyword: 'DONE', planning: `CLOSED: [${stamp(day(random), ' 13:40')}]` }),
  },
  {
    name: 'done at a time in another language',
    seen: 1,
    row: (row, { random }) => Object.assign(row, { keyword: 'DONE', planning: `CLOSED: [${day(random)} ven. 09:05]` }),
  },
  { name: 'cancelled', seen: 0, row: (row) => Object.assign(row, { keyword: 'CANCELLED' }) },
  { name: 'waiting', seen: 0, row: (row) => Object.assign(row, { keyword: 'WAITING' }) },
  {
    name: 'keywords of its own',
    seen: 0,
    rows: (rows) => {
      rows[0]!.before.unshift('#+TODO: TODO DRAFT(d!) WAIT(w@/!) | SENT(s) CANCELLED(c)');
      rows[0]!.keyword = 'DRAFT';
      rows[1]!.keyword = 'SENT';
    },
  },
  {
    name: 'keywords without a bar',
    seen: 0,
    rows: (rows) => {
      rows[0]!.before.unshift('#+SEQ_TODO: OPEN SHIPPED');
      rows[0]!.keyword = 'OPEN';
      rows[1]!.keyword = 'SHIPPED';
    },
  },
  {
    name: 'a priority',
    seen: 1,
    row: (row, { random }) =>
      Object.assign(row, { words: `[#${random.pick(['A', 'B', 'C', 'D', '1'])}] ${row.words}` }),
  },
  {
    name: 'tags at the end of the line',
    seen: 0,
    row: (row) => Object.assign(row, { tags: '   :dock:night_shift:@pier:' }),
  },
  { name: 'tags of the file', seen: 0, rows: (rows) => rows[0]!.before.unshift('#+FILETAGS: :pier:') },
  {
    name: 'a deadline',
    seen: 0,
    row: (row, { random }) => Object.assign(row, { planning: `DEADLINE: <${stamp(day(random))}>` }),
  },
  {
    name: 'a deadline with a time, and a start',
    seen: 0,
    row: (row, { random }) =>
      Object.assign(row, {
        planning: `DEADLINE: <${stamp(day(random), ' 10:00-11:30')}> SCHEDULED: <${stamp(day(random), ' 9:00')}>`,
      }),
  },
  {
    name: 'a date that repeats',
    seen: 0,
    row: (row, { random }) => Object.assign(row, { planning: `SCHEDULED: <${stamp(day(random), ' .+1w -2d')}>` }),
  },
  {
    name: 'a day that does not exist',
    seen: 0,
    row: (row) => Object.assign(row, { planning: 'DEADLINE: <2026-02-30 Mon>' }),
  },
  { name: 'subtasks', seen: 2, row: (row, { n }) => n > 0 && Object.assign(row, { depth: 2 }) },
  {
    name: 'counts of subtasks',
    seen: 0,
    row: (row, { random }) => Object.assign(row, { words: `${row.words} ${random.pick(['[1/3]', '[33%]', '[/]'])}` }),
  },
  {
    name: 'headings without a keyword above',
    seen: 3,
    row: (row) => {
      row.before.push('* The north side');
      row.depth = 2;
    },
  },
  { name: 'headings without a keyword below', seen: 1, row: ({ body }) => body.push('*** Why', 'It leaks.') },
  { name: 'a keyword without words', seen: 1, rows: (rows) => rows[1]!.before.push('* TODO') },
  { name: 'an id', seen: 0, row: ({ properties }, { n }) => Object.assign(properties, { ID: `pier-${n}` }) },
  {
    name: 'properties',
    seen: 0,
    row: ({ properties }, { random }) =>
      Object.assign(properties, {
        CREATED: `[${stamp(day(random), ' 12:32')}]`,
        Effort: '1:30',
        CATEGORY: 'pier',
        ASSIGNEE: '@mia',
      }),
  },
  {
    name: 'waits for others by their ids',
    seen: 0,
    row: ({ properties }, at) => {
      const others = other(at);
      others.properties.ID ??= `pier-${at.rows.indexOf(others)}`;
      properties.BLOCKER = `ids(${others.properties.ID})`;
    },
  },
  {
    name: 'a log with notes, states and clocks',
    seen: 0,
    row: ({ log }, { random }) =>
      log.push(
        `- State "DONE"       from "TODO"       [${stamp(day(random), ' 10:00')}]`,
        `- Note taken on [${stamp(day(random), ' 11:00')}] \\\\`,
        `  ${sentence(random)}`,
        `CLOCK: [${stamp(day(random), ' 09:00')}]--[${stamp(day(random), ' 09:30')}] =>  0:30`,
      ),
  },
  {
    name: 'a change of the state without a drawer',
    seen: 1,
    row: (row, { random }) => {
      row.keyword = 'DONE';
      row.body.unshift(`- State "DONE"       from "TODO"       [${stamp(day(random), ' 09:59')}]`);
    },
  },
  { name: 'a text of several lines', seen: 3, row: ({ body }, { random }) => body.push(...prose(random).split('\n')) },
  {
    name: 'an indented text',
    seen: 1,
    row: ({ body }, { random }) => body.push(`    ${sentence(random)}`, '', '      - deeper', '    flat'),
  },
  {
    name: 'a block of code',
    seen: 1,
    row: ({ body }) => body.push('#+BEGIN_SRC org', ',* TODO not a task', ':NOTE:', '#+END_SRC'),
  },
  { name: 'boxes in the text', seen: 0, row: ({ body }) => body.push('- [X] first the rope', '- [ ] then the oar') },
  {
    name: 'prose above the first heading',
    seen: 0,
    rows: (rows, { random }) => rows[0]!.before.push(sentence(random)),
  },
  { name: 'settings above', seen: 0, rows: (rows) => rows[0]!.before.unshift('#+TITLE: Pier', '#+STARTUP: overview') },
  { name: 'the same words twice', seen: 0, rows: (rows) => rows.push({ ...rows[0]!, properties: {}, before: [] }) },
  TEXT_SHAPES.crlf(0),
  TEXT_SHAPES.bom(0),
  TEXT_SHAPES.cut(0),
  TEXT_SHAPES.blank(1),
];

export const ORG: Corpus<Row> = {
  name: 'Org',
  counted: { files: 4, rows: 74 },
  path: 'pier.org',
  out: 'backlog',
  base: (n, random) => ({
    ...{ depth: 1, keyword: 'TODO', words: title(n, random), tags: '', planning: '' },
    ...{ properties: {}, log: [], body: [], before: [] },
  }),
  tick: ticking((row) => row, 'keyword', [['TODO', 'WAITING'], 'DONE']),
  shapes: SHAPES,
  print: (rows) => ({ '': `${rows.flatMap(printed).join('\n')}\n` }),
};

const drawer = (name: string, lines: string[]) => (lines.length === 0 ? [] : [`:${name}:`, ...lines, ':END:']);

function printed({ depth, keyword, words, tags, planning, properties, log, body, before }: Row): string[] {
  return [
    ...before,
    `${'*'.repeat(depth)} ${keyword} ${words}${tags}`,
    ...(planning === '' ? [] : [planning]),
    ...drawer(
      'PROPERTIES',
      Object.entries(properties).map(([name, value]) => `:${name}: ${value}`),
    ),
    ...drawer('LOGBOOK', log),
    ...body,
  ];
}
