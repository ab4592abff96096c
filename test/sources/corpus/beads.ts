import {
  type Corpus,
  clock,
  day,
  other,
  PEOPLE,
  prose,
  type Shape,
  sentence,
  TEXT_SHAPES,
  title,
  WORDS,
} from './draw.ts';

type Row = Record<string, unknown> & { id: string };

const tie = (row: Row, to: string, type: string, more: object = {}) => {
  const list = (row.dependencies ?? []) as object[];
  const made = { created_at: row.created_at, created_by: 'mia', depends_on_id: to, issue_id: row.id, type, ...more };
  row.dependencies = [...list, made];
};

const close = (row: Row) => Object.assign(row, { status: 'closed', closed_at: row.updated_at, close_reason: 'Closed' });

const SHAPES: Shape<Row>[] = [
  { name: 'closed, with a reason', seen: 43, row: (row) => close(row) },
  {
    name: 'in progress, with an assignee',
    seen: 16,
    row: (row, { random }) =>
      Object.assign(row, { status: 'in_progress', assignee: random.pick(PEOPLE), started_at: row.updated_at }),
  },
  { name: 'hooked', seen: 5, row: (row) => Object.assign(row, { status: 'hooked', assignee: 'crew/boats/kit' }) },
  {
    name: 'deferred, until a day',
    seen: 2,
    row: (row, { random }) => Object.assign(row, { status: 'deferred', defer_until: `${day(random)}T00:00:00Z` }),
  },
  {
    name: 'a tombstone',
    seen: 5,
    row: (row) =>
      Object.assign(row, {
        status: 'tombstone',
        deleted_at: row.updated_at,
        deleted_by: 'mia',
        delete_reason: 'doubled',
        original_type: 'task',
      }),
  },
  { name: 'priorities 0 to 4', seen: 46, row: (row, { random }) => Object.assign(row, { priority: random.int(5) }) },
  {
    name: 'types: bug, feature, epic, chore',
    seen: 43,
    row: (row, { random }) => Object.assign(row, { issue_type: random.pick(['bug', 'feature', 'epic', 'chore']) }),
  },
  {
    name: 'types of other programs',
    seen: 18,
    row: (row, { random }) =>
      Object.assign(row, { issue_type: random.pick(['event', 'message', 'agent', 'molecule', 'convoy']) }),
  },
  { name: 'no type', seen: 2, row: (row, { n }) => n > 0 && delete row.issue_type },
  {
    name: 'ids as hashes',
    seen: 44,
    rows: (rows) => rename(rows, (n) => `pier-${(n * 7919 + 46656).toString(36).slice(-3)}`),
  },
  {
    name: 'ids with a dotted number',
    seen: 21,
    rows: (rows) => rename(rows, (n) => (n === 0 ? 'pier-4fk' : `pier-4fk.${n}`)),
  },
  { name: 'ids with two dots', seen: 3, rows: (rows) => rename(rows, (n) => `night-pier-a1z.${n}.1`) },
  { name: 'blocks', seen: 37, row: (row, at) => tie(row, other(at).id, 'blocks') },
  { name: 'a parent', seen: 26, row: (row, at) => tie(row, other(at).id, 'parent-child', { metadata: '{}' }) },
  { name: 'two parents', seen: 4, row: (row, at) => [1, 2].map(() => tie(row, other(at).id, 'parent-child')) },
  {
    name: 'open below a closed parent',
    seen: 3,
    rows: ([first, second]) => {
      close(first!);
      tie(second!, first!.id, 'parent-child');
    },
  },
  {
    name: 'an epic that waits for its child, which waits for it',
    seen: 1,
    rows: ([first, second]) => {
      tie(first!, second!.id, 'blocks');
      tie(second!, first!.id, 'parent-child');
      tie(second!, first!.id, 'blocks');
    },
  },
  { name: 'waits for itself', seen: 0, row: (row) => tie(row, row.id, 'blocks') },
  {
    name: 'related, discovered-from',
    seen: 8,
    row: (row, at) =>
      tie(row, other(at).id, at.random.pick(['related', 'discovered-from']), { metadata: '{}', thread_id: '' }),
  },
  { name: 'tracks', seen: 1, row: (row, at) => tie(row, other(at).id, 'tracks') },
  { name: 'an edge to an issue that is not there', seen: 1, row: (row) => tie(row, 'external:pier-zz', 'blocks') },
  {
    name: 'labels',
    seen: 26,
    row: (row, { random }) => Object.assign(row, { labels: [random.pick(WORDS), random.pick(WORDS)] }),
  },
  {
    name: 'comments with numbers as ids',
    seen: 10,
    row: (row, { random }) =>
      Object.assign(row, {
        comments: [1, 2].map((id) => ({
          id,
          issue_id: row.id,
          author: random.pick(PEOPLE),
          text: prose(random),
          created_at: row.updated_at,
        })),
      }),
  },
  {
    name: 'acceptance criteria',
    seen: 17,
    row: (row, { random }) =>
      Object.assign(row, {
        acceptance_criteria: random.pick([
          '- [ ] Dry\n- [x] Clean',
          '1. Dry\n2. Clean',
          'Dry and clean.',
          '- Dry\n  and clean\n\nBoth.',
        ]),
      }),
  },
  {
    name: 'design and notes',
    seen: 22,
    row: (row, { random }) => Object.assign(row, { design: prose(random), notes: sentence(random) }),
  },
  { name: 'an empty description', seen: 2, row: (row) => Object.assign(row, { description: '' }) },
  { name: 'no description', seen: 19, row: (row) => delete row.description },
  { name: 'minutes', seen: 8, row: (row, { random }) => Object.assign(row, { estimated_minutes: random.int(400) }) },
  {
    name: 'counts and a line type',
    seen: 5,
    row: (row) => Object.assign(row, { _type: 'issue', dependency_count: 0, dependent_count: 1, comment_count: 0 }),
  },
  {
    name: 'a line of another type',
    seen: 1,
    rows: (rows) => rows.push({ _type: 'memory', key: 'tide', value: 'The tide is low.' } as unknown as Row),
  },
  {
    name: 'fields of the database',
    seen: 6,
    row: (row) =>
      Object.assign(row, {
        compaction_level: 0,
        original_size: 0,
        ephemeral: true,
        source_repo: '.',
        external_ref: 'gh-9',
        metadata: { a: 1 },
      }),
  },
  {
    name: 'times with a zone and a fraction',
    seen: 31,
    row: (row, { random }) =>
      Object.assign(row, {
        created_at: `${day(random)}T${clock(random)}.123456789-03:30`,
        updated_at: `2026-07-29T${clock(random)}.5+02:00`,
      }),
  },
  {
    name: 'a title beyond 200 characters, of two lines',
    seen: 1,
    row: (row) => Object.assign(row, { title: `${row.title} ${'and on '.repeat(40)}\nto the end` }),
  },
  { name: 'an id twice', seen: 0, rows: (rows) => rows.push({ ...rows[0]! }) },
  TEXT_SHAPES.blank(0),
  TEXT_SHAPES.cut(0),
  TEXT_SHAPES.crlf(0),
];

/** Gives the rows other ids, also where they name each other. */
function rename(rows: Row[], to: (n: number) => string): void {
  const names = new Map(rows.map(({ id }, n) => [id, to(n)]));
  for (const row of rows) {
    row.id = names.get(row.id) ?? row.id;
    for (const one of (row.dependencies ?? []) as Record<string, string>[])
      for (const key of ['issue_id', 'depends_on_id']) one[key] = names.get(one[key]!) ?? one[key]!;
  }
}

export const BEADS: Corpus<Row> = {
  name: 'beads',
  counted: { files: 47, rows: 4810 },
  path: 'issues.jsonl',
  out: 'ndjson',
  base: (n, random) => ({
    id: `pier-${n + 1}`,
    title: title(n, random),
    description: prose(random),
    status: 'open',
    priority: 2,
    issue_type: 'task',
    created_at: `${day(random)}T${clock(random)}Z`,
    created_by: 'mia',
    updated_at: `2026-07-29T${clock(random)}.25Z`,
    owner: 'mia@example.com',
  }),
  tick: (row) => ['open', 'in_progress'].includes(String(row.status)) && Boolean(close(row)),
  shapes: SHAPES,
  print: (rows) => ({ '': rows.map((row) => `${JSON.stringify(row)}\n`).join('') }),
  tasks: (rows) => rows.filter(({ id }) => id !== undefined).length,
};
