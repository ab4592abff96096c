import { type Corpus, day, other, PEOPLE, prose, type Shape, sentence, TEXT_SHAPES, ticking, title } from './draw.ts';

type Id = number | string;
type Row = Record<string, unknown> & { id: Id; dependencies: Id[]; subtasks?: Row[] };

const subtasks = (row: Row, make: (n: number) => object) => {
  row.subtasks = [1, 2, 3].map(
    (n) =>
      ({
        id: n,
        title: `Step ${n} of ${row.title}`,
        description: '',
        dependencies: [],
        details: '',
        status: 'pending',
        ...make(n),
      }) as Row,
  );
};

const SHAPES: Shape<Row>[] = [
  {
    name: 'every status',
    seen: 12,
    row: (row, { random }) =>
      Object.assign(row, {
        status: random.pick(['done', 'in-progress', 'review', 'deferred', 'cancelled', 'blocked']),
      }),
  },
  {
    name: 'every priority',
    seen: 12,
    row: (row, { random }) => Object.assign(row, { priority: random.pick(['high', 'low', 'critical']) }),
  },
  { name: 'numbers as dependencies', seen: 10, row: (row, at) => row.dependencies.push(other(at).id) },
  { name: 'texts as ids and dependencies', seen: 3, rows: (rows) => asTexts(rows) },
  { name: 'words as ids', seen: 1, rows: (rows) => rename(rows, (id) => `pier-step-${id}`) },
  { name: 'waits for itself', seen: 0, row: (row) => row.dependencies.push(row.id) },
  { name: 'waits for a task that is gone', seen: 1, row: (row) => row.dependencies.push(990) },
  {
    name: 'subtasks that wait for each other by number',
    seen: 6,
    row: (row) => subtasks(row, (n) => ({ dependencies: n > 1 ? [n - 1] : [] })),
  },
  {
    name: 'subtasks that wait for each other as 5.1',
    seen: 5,
    row: (row) => subtasks(row, (n) => ({ dependencies: n > 1 ? [`${row.id}.${n - 1}`] : [], parentId: 'undefined' })),
  },
  {
    name: 'subtasks with the number of their parent',
    seen: 2,
    row: (row) => subtasks(row, () => ({ parentTaskId: row.id, testStrategy: '' })),
  },
  {
    name: 'subtasks with criteria, priority and assignee',
    seen: 1,
    row: (row) => subtasks(row, () => ({ acceptanceCriteria: 'It floats.', priority: 'high', assignee: 'mia' })),
  },
  {
    name: 'open subtasks of a done task',
    seen: 3,
    row: (row) => {
      subtasks(row, (n) => ({ status: n === 1 ? 'done' : 'pending' }));
      row.status = 'done';
    },
  },
  { name: 'a subtask number twice', seen: 1, row: (row) => subtasks(row, (n) => ({ id: n === 3 ? 2 : n })) },
  {
    name: 'subtasks of a subtask',
    seen: 1,
    row: (row) => subtasks(row, (n) => ({ subtasks: n === 1 ? [{ id: 1, title: 'Deep', status: 'pending' }] : [] })),
  },
  { name: 'no subtasks: null', seen: 1, row: (row) => Object.assign(row, { subtasks: null }) },
  {
    name: 'details and testStrategy: null',
    seen: 1,
    row: (row) => Object.assign(row, { details: null, testStrategy: null }),
  },
  {
    name: 'empty details and testStrategy',
    seen: 2,
    row: (row) => Object.assign(row, { details: '', testStrategy: '' }),
  },
  {
    name: 'a time of change',
    seen: 4,
    row: (row, { random }) => Object.assign(row, { updatedAt: `${day(random)}T09:15:00.123Z` }),
  },
  {
    name: 'complexity and a prompt',
    seen: 2,
    row: (row) => Object.assign(row, { complexity: 7, recommendedSubtasks: 3, expansionPrompt: 'Cut it in three.' }),
  },
  { name: 'an assignee', seen: 2, row: (row, { random }) => Object.assign(row, { assignee: random.pick(PEOPLE) }) },
  { name: 'a former status', seen: 1, row: (row) => Object.assign(row, { previousStatus: 'pending' }) },
  { name: 'an id twice', seen: 0, rows: (rows) => rows.push({ ...rows[0]! }) },
  TEXT_SHAPES.cut(9),
  TEXT_SHAPES.bom(0),
  TEXT_SHAPES.crlf(0),
  {
    name: 'one list without tags',
    seen: 0,
    text: (text) => text.replace(/^(\uFEFF?)\{\s*"master": /, '$1').replace(/\}(\s*)$/, '$1'),
  },
];

function asTexts(rows: Row[]): void {
  for (const row of rows) {
    row.id = String(row.id);
    row.dependencies = row.dependencies.map(String);
  }
}

function rename(rows: Row[], to: (id: Id) => string): void {
  for (const row of rows) {
    row.id = to(row.id);
    row.dependencies = row.dependencies.map(to);
  }
}

export const TASK_MASTER: Corpus<Row> = {
  name: 'Task Master',
  counted: { files: 12, rows: 1958 },
  path: 'tasks.json',
  out: 'backlog',
  base: (n, random) => ({
    id: n + 1,
    title: title(n, random),
    description: sentence(random),
    details: prose(random),
    testStrategy: sentence(random),
    priority: 'medium',
    dependencies: [],
    status: 'pending',
    subtasks: [],
  }),
  tick: ticking((row) => row, 'status', [['pending', 'in-progress', 'review', 'blocked'], 'done']),
  shapes: SHAPES,
  print: (tasks) => ({
    '': `${JSON.stringify({ master: { tasks, metadata: { created: '2026-06-25T01:02:03.004Z', updated: '2026-07-25T01:02:03.004Z', description: 'Tasks for master context' } } }, null, 2)}\n`,
  }),
  tasks: (rows) => rows.reduce((sum, { subtasks }) => sum + 1 + (subtasks?.length ?? 0), 0),
};
