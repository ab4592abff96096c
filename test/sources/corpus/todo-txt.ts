import { type Corpus, day, type Shape, TEXT_SHAPES, ticking, title } from './draw.ts';

interface Row {
  done: string;
  priority: string;
  entry: string;
  words: string;
  before: string[];
}

const SHAPES: Shape<Row>[] = [
  { name: 'done', seen: 0, row: (row) => Object.assign(row, { done: 'x ' }) },
  { name: 'done on a day', seen: 0, row: (row, { random }) => Object.assign(row, { done: `x ${day(random)} ` }) },
  {
    name: 'done, with its priority as a word',
    seen: 0,
    row: (row, { random }) =>
      Object.assign(row, { done: `x ${day(random)} `, priority: '', words: `${row.words} pri:B` }),
  },
  {
    name: 'done, with the priority between the dates',
    seen: 0,
    row: (row, { random }) => Object.assign(row, { done: `x ${day(random)} `, priority: '(C) ', entry: '' }),
  },
  {
    name: 'priorities',
    seen: 0,
    row: (row, { random }) => Object.assign(row, { priority: `(${random.pick(['A', 'B', 'C', 'D', 'Z'])}) ` }),
  },
  { name: 'a creation date', seen: 0, row: (row, { random }) => Object.assign(row, { entry: `${day(random)} ` }) },
  { name: 'projects', seen: 0, row: (row) => Object.assign(row, { words: `${row.words} +Pier` }) },
  { name: 'two projects', seen: 0, row: (row) => Object.assign(row, { words: `${row.words} +pier +boats.red` }) },
  { name: 'contexts', seen: 0, row: (row) => Object.assign(row, { words: `${row.words} @dock @night-shift` }) },
  { name: 'a context first', seen: 0, row: (row) => Object.assign(row, { words: `@dock ${row.words}` }) },
  {
    name: 'a due date',
    seen: 0,
    row: (row, { random }) => Object.assign(row, { words: `${row.words} due:${day(random)}` }),
  },
  {
    name: 'a threshold and a repetition',
    seen: 0,
    row: (row, { random }) => Object.assign(row, { words: `${row.words} t:${day(random)} rec:+1w` }),
  },
  {
    name: 'other keys',
    seen: 0,
    row: (row) => Object.assign(row, { words: `${row.words} h:1 est:2h https://example.com/a:b` }),
  },
  {
    name: 'an address of a person',
    seen: 0,
    row: (row) => Object.assign(row, { words: `${row.words} to lena@example.com` }),
  },
  { name: 'an x inside', seen: 0, row: (row) => Object.assign(row, { words: `${row.words} x 2` }) },
  { name: 'comments', seen: 0, row: (row) => row.before.push('# The north side') },
  { name: 'empty lines', seen: 0, row: (row) => row.before.push('', '   ') },
  { name: 'the same line twice', seen: 0, rows: (rows) => rows.push({ ...rows[0]!, before: [] }) },
  TEXT_SHAPES.crlf(0),
  TEXT_SHAPES.bom(0),
  TEXT_SHAPES.cut(0),
  TEXT_SHAPES.blank(0),
];

export const TODO_TXT: Corpus<Row> = {
  name: 'todo.txt',
  counted: { files: 0, rows: 0 },
  path: 'todo.txt',
  out: 'backlog',
  base: (n, random) => ({
    ...{ done: '', priority: n === 0 ? '(A) ' : '', entry: `${day(random)} `, words: title(n, random), before: [] },
  }),
  tick: ticking((row) => row, 'done', [[''], 'x ']),
  shapes: SHAPES,
  print: (rows) => ({
    '': `${rows
      .flatMap(({ done, priority, entry, words, before }) => [...before, `${done}${priority}${entry}${words}`])
      .join('\n')}\n`,
  }),
};
