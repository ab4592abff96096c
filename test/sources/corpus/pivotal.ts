import type { Random } from '../../support/random.ts';
import { type Corpus, other, PEOPLE, prose, type Shape, sentence, TEXT_SHAPES, ticking, title } from './draw.ts';
import { cell } from './table.ts';

interface Row {
  cells: Record<string, string>;
  /** Cells of columns that occur as often as the busiest story needs them. */
  many: Record<string, string[]>;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul'];
const date = (random: Random) => `${random.pick(MONTHS)} ${1 + random.int(28)}, 2024`;
const FIRST = 'Id,Title,Labels,Iteration,Iteration Start,Iteration End,Type,Estimate'.split(',');
const REST = 'Current State,Created at,Accepted at,Deadline,Requested By,Description,URL'.split(',');

const state = (name: string): Shape<Row> => ({
  name: `${name} stories`,
  seen: 0,
  row: ({ cells }) => Object.assign(cells, { 'Current State': name }),
});

const SHAPES: Shape<Row>[] = [
  ...['unstarted', 'started', 'finished', 'delivered', 'rejected'].map(state),
  {
    name: 'accepted stories',
    seen: 0,
    row: ({ cells }, { random }) => Object.assign(cells, { 'Current State': 'accepted', 'Accepted at': date(random) }),
  },
  {
    name: 'types',
    seen: 0,
    row: ({ cells }, { random }) => Object.assign(cells, { Type: random.pick(['bug', 'chore', 'release']) }),
  },
  { name: 'estimates', seen: 0, row: ({ cells }) => Object.assign(cells, { Estimate: '3' }) },
  { name: 'labels', seen: 0, row: ({ cells }) => Object.assign(cells, { Labels: 'dock, night shift' }) },
  {
    name: 'an epic with its label',
    seen: 0,
    rows: (rows) => {
      rows.push({
        cells: { Id: '9000', Title: 'Open the pier', Labels: 'pier', Type: 'epic', 'Created at': 'Jan 1, 2024' },
        many: {},
      });
      rows[0]!.cells.Labels = 'pier, dock';
    },
  },
  { name: 'a deadline', seen: 0, row: ({ cells }, { random }) => Object.assign(cells, { Deadline: date(random) }) },
  {
    name: 'an iteration',
    seen: 0,
    row: ({ cells }) =>
      Object.assign(cells, { Iteration: '4', 'Iteration Start': 'Nov 6, 2023', 'Iteration End': 'Nov 12, 2023' }),
  },
  { name: 'owners', seen: 0, row: ({ many }, { random }) => (many['Owned By'] = [random.pick(PEOPLE), 'Otto Brand']) },
  {
    name: 'comments',
    seen: 0,
    row: ({ many }, { random }) =>
      (many.Comment = [`${sentence(random)} (dry) (Otto Brand - Nov 11, 2023)`, 'Ship it\nnow (mia - Nov 12, 2023)']),
  },
  { name: 'a comment without an author', seen: 0, row: ({ many }) => (many.Comment = ['Only words']) },
  {
    name: 'a checklist',
    seen: 0,
    row: ({ many }) =>
      Object.assign(many, { Task: ['First the rope', 'Then, the oar'], 'Task Status': ['completed', 'not completed'] }),
  },
  {
    name: 'a blocker',
    seen: 0,
    row: ({ many }, at) =>
      Object.assign(many, { Blocker: [`blocked by #${other(at).cells.Id}`], 'Blocker Status': ['blocked'] }),
  },
  {
    name: 'a blocker that is resolved, and one in words',
    seen: 0,
    row: ({ many }) =>
      Object.assign(many, { Blocker: ['#7 is late', 'no wood'], 'Blocker Status': ['resolved', 'blocked'] }),
  },
  { name: 'no text', seen: 0, row: ({ cells }) => Object.assign(cells, { Description: '' }) },
  { name: 'pull requests', seen: 0, row: ({ many }) => (many['Pull Request'] = ['https://github.com/o/r/pull/7']) },
  {
    name: 'the same title twice',
    seen: 0,
    rows: (rows) => rows.push({ ...rows[0]!, cells: { ...rows[0]!.cells, Id: '99' } }),
  },
  TEXT_SHAPES.crlf(0),
  TEXT_SHAPES.cut(0),
];

/** Columns that belong together stand in turns: `Task,Task Status,Task,Task Status`. */
const MANY = [['Owned By'], ['Blocker', 'Blocker Status'], ['Comment'], ['Task', 'Task Status'], ['Pull Request']];

function print(rows: readonly Row[], first: readonly string[]): Record<string, string> {
  const turns = MANY.flatMap((names) => {
    const most = Math.max(0, ...rows.map(({ many }) => many[names[0]!]?.length ?? 0));
    return Array.from({ length: most }, (_, n) => names.map((name) => ({ name, n }))).flat();
  });
  const header = [...first, ...REST, ...turns.map(({ name }) => name)];
  const lines = rows.map(({ cells, many }) => {
    const named = { ...cells, Story: cells.Title, 'Story Type': cells.Type } as Record<string, string>;
    const single = [...first, ...REST].map((name) => named[name] ?? '');
    return [...single, ...turns.map(({ name, n }) => many[name]?.[n] ?? '')].map(cell).join(',');
  });
  return { '': `${[header.join(','), ...lines].join('\n')}\n` };
}

const corpus = (name: string, first: readonly string[]): Corpus<Row> => ({
  name,
  counted: { files: 0, rows: 0 },
  path: 'stories.csv',
  out: 'csv',
  base: (n, random) => ({
    cells: {
      ...{ Id: String(1000 + n), Title: title(n, random), Type: 'feature', 'Current State': 'unscheduled' },
      ...{ 'Created at': date(random), 'Requested By': 'Mia', Description: prose(random) },
      ...{ Priority: 'p2 - Medium', URL: `https://www.pivotaltracker.com/story/show/${1000 + n}` },
    },
    many: {},
  }),
  tick: ticking(({ cells }) => cells, 'Current State', [['unscheduled', 'started'], 'accepted']),
  shapes: SHAPES,
  print: (rows) => print(rows, first),
});

export const PIVOTAL = [
  corpus('CSV of Pivotal Tracker', [...FIRST, 'Priority']),
  corpus(
    'CSV of Pivotal Tracker before 2013',
    FIRST.map((name) => ({ Title: 'Story', Type: 'Story Type' })[name] ?? name),
  ),
];
