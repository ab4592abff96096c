import { type Corpus, clock, day, other, prose, type Shape, sentence, TEXT_SHAPES, ticking, title } from './draw.ts';

interface Row {
  /** The front matter: keys with their YAML text, which may begin on the next line. */
  front: Record<string, string>;
  sections: Record<string, string>;
  folder: string;
  file: string;
  /** The number in the id, such as `4.1`. */
  number: string;
}

const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;
const block = (...items: string[]) => items.map((item) => `\n  - ${item}`).join('');
const marked = (name: string, text: string) => `<!-- SECTION:${name}:BEGIN -->\n${text}\n<!-- SECTION:${name}:END -->`;
const idOf = ({ front }: Row) => front.id!;

const SHAPES: Shape<Row>[] = [
  { name: 'done', seen: 15, row: ({ front }) => Object.assign(front, { status: 'Done' }) },
  {
    name: 'in progress, assigned with a quoted @',
    seen: 8,
    row: ({ front }) => Object.assign(front, { status: 'In Progress', assignee: block("'@mia'") }),
  },
  { name: 'assigned with a bare @', seen: 3, row: ({ front }) => Object.assign(front, { assignee: '[@mia, @otto]' }) },
  { name: 'assigned to one name', seen: 1, row: ({ front }) => Object.assign(front, { assignee: '@mia' }) },
  {
    name: 'a status that is not configured',
    seen: 5,
    row: ({ front }, { random }) =>
      Object.assign(front, {
        status: random.pick(["Won't Do", 'Draft', 'Completed', '"Done"', 'To do', 'In-Progress']),
      }),
  },
  {
    name: 'priorities',
    seen: 11,
    row: ({ front }, { random }) =>
      Object.assign(front, { priority: random.pick(['high', 'medium', 'low', 'Medium']) }),
  },
  {
    name: 'labels as a block',
    seen: 13,
    row: ({ front }) => Object.assign(front, { labels: block('dock', 'night shift', '3d') }),
  },
  {
    name: 'labels in one line',
    seen: 6,
    row: ({ front }) => Object.assign(front, { labels: "[dock, 'night shift', v1.2]" }),
  },
  {
    name: 'waits for others, as a block',
    seen: 10,
    row: ({ front }, at) => Object.assign(front, { dependencies: block(idOf(other(at))) }),
  },
  {
    name: 'waits for others, in one line',
    seen: 4,
    row: ({ front }, at) => Object.assign(front, { dependencies: `[${idOf(other(at)).toLowerCase()}]` }),
  },
  {
    name: 'waits for a number without a prefix',
    seen: 1,
    row: ({ front }, at) => Object.assign(front, { dependencies: block(quoted(other(at).number)) }),
  },
  {
    name: 'waits for an id that is gone',
    seen: 6,
    row: ({ front }) => Object.assign(front, { dependencies: '[task-990]' }),
  },
  { name: 'subtasks by dotted ids', seen: 6, row: (row, at) => child(row, other(at)) },
  {
    name: 'a subtask of a removed task',
    seen: 5,
    row: ({ front }) => Object.assign(front, { parent_task_id: 'TASK-991' }),
  },
  {
    name: 'zeros before the number of a subtask',
    seen: 2,
    row: ({ front }, at) => Object.assign(front, { parent_task_id: idOf(other(at)).replace(/-(\d)/, '-0$1') }),
  },
  {
    name: 'order by a number',
    seen: 8,
    row: ({ front }, { random }) => Object.assign(front, { ordinal: String(random.int(9) * 1000) }),
  },
  {
    name: 'a folded title',
    seen: 8,
    row: ({ front }) =>
      Object.assign(front, {
        title: `>-\n  ${front.title!.replace(/^'|'$/g, '').replaceAll("''", "'")}\n  and its rope`,
      }),
  },
  {
    name: 'a title on two lines without quotes',
    seen: 1,
    row: ({ front }, { n }) => Object.assign(front, { title: `Tar the boat ${n}\n  and its rope` }),
  },
  {
    name: 'a title in double quotes',
    seen: 4,
    row: ({ front }, { n }) => Object.assign(front, { title: `"Oil \\"both\\" gates ${n}"` }),
  },
  {
    name: 'days only',
    seen: 7,
    row: ({ front }, { random }) => Object.assign(front, { created_date: quoted(day(random)) }),
  },
  {
    name: 'days without quotes',
    seen: 2,
    row: ({ front }, { random }) => Object.assign(front, { created_date: day(random) }),
  },
  { name: 'an empty date', seen: 1, row: ({ front }) => Object.assign(front, { updated_date: '""' }) },
  {
    name: 'other keys',
    seen: 3,
    row: ({ front }) =>
      Object.assign(front, {
        reporter: "'@mia'",
        completed_date: "'2026-07-01'",
        references: block('src/gate.ts', "'https://example.com/a#b'"),
        documentation: block('docs/gate.md'),
        modified_files: block('src/gate.ts'),
        type: 'bug',
      }),
  },
  { name: 'a milestone', seen: 2, row: ({ front }) => Object.assign(front, { milestone: 'm-1' }) },
  { name: 'an epic', seen: 1, row: ({ front }) => Object.assign(front, { epic: 'epic-11' }) },
  {
    name: 'criteria between marks',
    seen: 14,
    row: ({ sections }) =>
      Object.assign(sections, {
        'Acceptance Criteria': '<!-- AC:BEGIN -->\n- [x] #1 It floats\n- [ ] #2 It shines\n<!-- AC:END -->',
      }),
  },
  {
    name: 'criteria without marks',
    seen: 6,
    row: ({ sections }) =>
      Object.assign(sections, { 'Acceptance Criteria': '- [x] It floats\n- [ ] It shines\n  - [ ] at night' }),
  },
  {
    name: 'a definition of done',
    seen: 4,
    row: ({ sections }) =>
      Object.assign(sections, { 'Definition of Done': '<!-- DOD:BEGIN -->\n- [ ] #1 Seen by two\n<!-- DOD:END -->' }),
  },
  {
    name: 'plan, notes and summary',
    seen: 12,
    row: ({ sections }, { random }) =>
      Object.assign(sections, {
        'Implementation Plan': marked('PLAN', prose(random)),
        'Implementation Notes': marked('NOTES', sentence(random)),
        'Final Summary': marked('FINAL_SUMMARY', sentence(random)),
      }),
  },
  {
    name: 'sections of its own, with deeper ones',
    seen: 6,
    row: ({ sections }, { random }) =>
      Object.assign(sections, { 'Root Cause': `### Before\n\n${prose(random)}\n\n#### After\n\nDry.` }),
  },
  { name: 'no description', seen: 6, row: ({ sections }) => Reflect.deleteProperty(sections, 'Description') },
  {
    name: 'in completed/',
    seen: 8,
    row: (row) => Object.assign(row, { folder: 'completed', front: { ...row.front, status: 'Done' } }),
  },
  { name: 'in archive/tasks/', seen: 8, row: (row) => Object.assign(row, { folder: 'archive/tasks' }) },
  {
    name: 'a draft',
    seen: 4,
    row: (row, { n }) =>
      (Object.assign(row, { folder: 'drafts', file: `draft-${n + 50} - gate.md` }).front.id = `DRAFT-${n + 50}`),
  },
  {
    name: 'an id in two files',
    seen: 3,
    rows: (rows) => rows.push({ ...rows[0]!, file: 'task-1 - Again.md', front: { ...rows[0]!.front, title: 'Again' } }),
  },
  {
    name: 'a file name with other words',
    seen: 5,
    row: (row) => Object.assign(row, { file: row.file.replace(' - ', '-') }),
  },
  {
    name: 'ids in lower case',
    seen: 8,
    row: ({ front }) => Object.assign(front, { id: idOf({ front } as Row).toLowerCase() }),
  },
  TEXT_SHAPES.crlf(0),
  TEXT_SHAPES.cut(3),
];

function child(row: Row, parent: Row): void {
  if (parent.front.parent_task_id !== undefined) return;
  row.front.parent_task_id = idOf(parent);
}

export const BACKLOG_MD: Corpus<Row> = {
  name: 'Backlog.md',
  counted: { files: 1798, rows: 1798 },
  path: 'backlog',
  out: 'backlog',
  base: (n, random) => ({
    front: {
      id: `TASK-${n + 1}`,
      title: quoted(title(n, random)),
      status: 'To Do',
      assignee: '[]',
      created_date: quoted(`${day(random)} ${clock(random).slice(0, 5)}`),
      updated_date: quoted(`2026-07-29 ${clock(random).slice(0, 5)}`),
      labels: '[]',
      dependencies: '[]',
    },
    sections: { Description: marked('DESCRIPTION', prose(random)) },
    folder: 'tasks',
    file: `task-${n + 1} - Gate-of-${n + 1}.md`,
    number: String(n + 1),
  }),
  tick: (row) =>
    row.folder === 'tasks' && ticking<Row>(({ front }) => front, 'status', [['To Do', 'In Progress'], 'Done'])(row),
  shapes: SHAPES,
  print: (rows) => ({
    'config.yml':
      'project_name: "pier"\ndefault_status: "To Do"\nstatuses: ["To Do", "In Progress", "Done"]\nlabels: []\ndate_format: yyyy-mm-dd hh:mm\nauto_commit: false\ntask_prefix: "task"\n',
    ...Object.fromEntries(rows.map((row) => [`${row.folder}/${row.file}`, printTask(row)])),
  }),
};

function printTask({ front, sections }: Row): string {
  const head = Object.entries(front).map(([key, value]) => `${key}:${value.startsWith('\n') ? '' : ' '}${value}`);
  const body = Object.entries(sections).map(([name, text]) => `\n## ${name}\n\n${text}\n`);
  return `---\n${head.join('\n')}\n---\n${body.join('')}`;
}
