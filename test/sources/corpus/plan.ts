import { type Corpus, day, type Shape, sentence, TEXT_SHAPES, ticking, title } from './draw.ts';

interface Row {
  indent: string;
  bullet: string;
  box: string;
  words: string;
  before: string[];
  below: string[];
}

const under = ({ indent }: Row, text: string) => `${indent}  ${text}`;

const SHAPES: Shape<Row>[] = [
  { name: 'done', seen: 28, row: (row) => Object.assign(row, { box: 'x' }) },
  { name: 'done with a capital', seen: 9, row: (row) => Object.assign(row, { box: 'X' }) },
  { name: 'stars as bullets', seen: 0, rows: (rows) => rows.map((row) => Object.assign(row, { bullet: '*' })) },
  {
    name: 'numbers as bullets',
    seen: 0,
    rows: (rows) => rows.map((row, n) => Object.assign(row, { bullet: `${n + 1}.` })),
  },
  { name: 'nested by two', seen: 4, row: (row, { n }) => n > 0 && Object.assign(row, { indent: '  ' }) },
  {
    name: 'nested by four and deeper',
    seen: 0,
    row: (row, { n }) => n > 1 && Object.assign(row, { indent: n % 2 ? '    ' : '        ' }),
  },
  { name: 'nested by a tab', seen: 0, row: (row, { n }) => n > 0 && Object.assign(row, { indent: '\t' }) },
  {
    name: 'sections',
    seen: 48,
    row: (row, { n }) => row.before.push('', `## ${['Boats', 'Night shift: 2', 'Phase 3 — gates (P1)'][n % 3]}`, ''),
  },
  { name: 'deeper sections', seen: 37, row: (row, { n }) => row.before.push('', `### ${n}. Gates`, '') },
  { name: 'prose between', seen: 40, row: (row, { random }) => row.before.push('', sentence(random), '') },
  {
    name: 'a table between',
    seen: 18,
    row: (row) => row.before.push('', '| a | b |', '|---|---|', '| - [ ] c | d |', ''),
  },
  {
    name: 'a code block between',
    seen: 28,
    row: (row) => row.before.push('', '```md', '- [ ] not a task', '```', ''),
  },
  { name: 'a comment between', seen: 7, row: (row) => row.before.push('<!--', '- [ ] not a task', '-->') },
  { name: 'a rule between', seen: 26, row: (row) => row.before.push('', '---', '') },
  { name: 'bold words', seen: 11, row: (row) => Object.assign(row, { words: `**${row.words}**: soon` }) },
  { name: 'struck out', seen: 1, row: (row) => Object.assign(row, { words: `~~${row.words}~~` }) },
  {
    name: 'code, links and brackets',
    seen: 27,
    row: (row) => Object.assign(row, { words: `${row.words} in \`src/gate.ts\` ([#12](https://example.com/12)) [P1]` }),
  },
  { name: 'a wrapped line', seen: 6, row: (row) => row.below.push(under(row, 'and go on to the')) },
  { name: 'a wrapped line without indentation', seen: 0, row: (row) => row.below.push('and end of the pier') },
  {
    name: 'plain items below',
    seen: 6,
    row: (row) => row.below.push(under(row, '- first the rope'), under(row, '- then the oar')),
  },
  {
    name: 'a paragraph below',
    seen: 0,
    row: (row, { random }) => row.below.push('', under(row, sentence(random))),
  },
  {
    name: 'code below',
    seen: 1,
    row: (row) => row.below.push(under(row, '```'), under(row, 'oar --left'), under(row, '```')),
  },
  {
    name: 'a date in brackets',
    seen: 1,
    row: (row, { random }) => Object.assign(row, { words: `${row.words} (due ${day(random)})` }),
  },
  {
    name: 'a mark of Obsidian',
    seen: 0,
    row: (row, { random }) => Object.assign(row, { words: `${row.words} 📅 ${day(random)} ⏫` }),
  },
  { name: 'tags and people', seen: 3, row: (row) => Object.assign(row, { words: `${row.words} #dock @mia` }) },
  { name: 'a number of a tracker', seen: 3, row: (row, { n }) => Object.assign(row, { words: `T${n}: ${row.words}` }) },
  { name: 'the same words twice', seen: 4, rows: (rows) => rows.push({ ...rows[0]!, before: [], below: [] }) },
  { name: 'an empty box', seen: 0, rows: (rows) => rows.push({ ...rows[0]!, words: '', before: [], below: [] }) },
  { name: 'front matter', seen: 5, text: (text) => `---\ntitle: Pier\n---\n${text}` },
  TEXT_SHAPES.crlf(0),
  TEXT_SHAPES.cut(10),
  TEXT_SHAPES.bom(0),
  TEXT_SHAPES.blank(2),
];

export const PLAN: Corpus<Row> = {
  name: 'Markdown',
  counted: { files: 52, rows: 2125 },
  path: 'TODO.md',
  out: 'markdown',
  numbers: true,
  base: (n, random) => ({ indent: '', bullet: '-', box: ' ', words: title(n, random), before: [], below: [] }),
  tick: (row) =>
    row.words !== '' && !row.words.startsWith('~~') && ticking<Row>((one) => one, 'box', [[' '], 'x'])(row),
  shapes: SHAPES,
  print: (rows) => ({
    '': `# The pier\n\n${rows
      .flatMap(({ indent, bullet, box, words, before, below }) => [
        ...before,
        `${indent}${bullet} [${box}] ${words}`,
        ...below,
      ])
      .join('\n')}\n`,
  }),
  tasks: (rows) => rows.filter(({ words }) => words !== '').length,
};
