import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import type { Task } from '../../src/domain/task/task.ts';
import { testWorkspace } from '../support/workspace.ts';
import type { Answer } from './imported.ts';

/** A file or folder in a shape that real ones have, and what comes of it. */
interface Case {
  files: Readonly<Record<string, string>>;
  from: string;
  source: string;
  /** What is said of each task, by its words. Others are named by their words. */
  tasks: Readonly<Record<string, Record<string, unknown>>>;
  left?: readonly string[];
  warnings?: readonly (string | RegExp)[];
}

const one = (name: string, text: string) => ({ files: { [name]: text }, from: name });
const json = (value: unknown) => `${JSON.stringify(value)}\n`;
const master = {
  id: 1,
  title: 'Rope',
  status: 'done',
  dependencies: [],
  testStrategy: 'Pull it',
  subtasks: [{ id: 1, title: 'Knot' }],
};
const note = (id: string, title: string, more = '') => `---\nid: ${id}\ntitle: ${title}\nstatus: To Do\n${more}---\n`;
const issue = { id: 'pier-1', title: 'Rope', status: 'open', priority: 2, issue_type: 'task' };

const CASES: Readonly<Record<string, Case>> = {
  'rows of Linear without their empty last cells': {
    ...one('linear.csv', 'ID,Team,Title,Status,Labels,Roadmaps\nPIER-1,Pier,Rope,Done,dock\nPIER-2,Pier,Oar,Todo,,\n'),
    source: 'csv',
    tasks: { Rope: { status: 'completed', tags: ['dock'] }, Oar: { status: 'pending' } },
    warnings: ['linear.csv, line 2, expected 6 cells, received 5; the last ones are read as empty'],
  },
  'a table with lines above its header': {
    ...one('sheet.csv', ',,,\n,,https://example.com/sheet,\n\nTask ID,Name,Due Date,Notes\n1,Rope,2026-08-01,long\n'),
    source: 'csv',
    tasks: { Rope: { due: '2026-08-01' } },
    left: ['line 2: https://example.com/sheet'],
  },
  'a table whose first line is empty, with mixed line ends': {
    ...one('table.csv', '\nTitle;Status;Notes\r\nRope;done;"so ""so"""\r\nOar;todo;\r\n'),
    source: 'csv',
    tasks: { Rope: { status: 'completed', spec: 'so "so"' }, Oar: { status: 'pending' } },
  },
  'the same row twice in a table with ids': {
    ...one('table.csv', 'id,title,status\nP-1,Rope,todo\nP-1,Rope,todo\nP-1,Oar,todo\n'),
    source: 'csv',
    tasks: { Rope: {}, Oar: { extra: { id: 'P-1' } } },
    left: ['table.csv, line 3: the same row as in table.csv, line 2'],
    warnings: [/line 4, id: "P-1" is also in table\.csv, line 2; this row is a task of its own/],
  },
  'rows with the same number that differ only in columns without a field': {
    ...one('calls.csv', 'No,Title,Customer\n1,Call back,Anna\n1,Call back,Bert\n'),
    source: 'csv',
    tasks: { 'Call back': { extra: { Customer: 'Bert', id: '1' } } },
    warnings: [/line 3, id: "1" is also in calls\.csv, line 2; this row is a task of its own/],
  },
  'a backup of TickTick': {
    ...one(
      'ticktick.csv',
      '"Date: 2026-07-01"\n"Version: 7.2"\n"Status: \n0 Normal\n1 Completed"\nFolder Name,List Name,Title,Kind,Tags,Content,Is Check list,Due Date,Priority,Status,Completed Time,taskId,parentId\n,Pier,Rope,TEXT,,Coil it,N,,0,0,,1,\n,Pier,Knot,TEXT,"a, b",,N,,5,2,2026-07-02T10:00:00+0000,2,1\n',
    ),
    source: 'csv',
    tasks: {
      Rope: { status: 'pending', project: 'Pier', priority: null, spec: 'Coil it' },
      Knot: { status: 'completed', priority: 'H', tags: ['a', 'b'], parent: 'Rope', end: '2026-07-02T10:00:00Z' },
    },
    left: ['line 1: Date: 2026-07-01', 'line 2: Version: 7.2', 'line 5: Status: 0 Normal 1 Completed'],
  },
  'a list of issues from `bd list --json`': {
    ...one('issues.json', json([issue, { ...issue, id: 'pier-2', title: 'Oar' }])),
    source: 'beads',
    tasks: { Rope: {}, Oar: {} },
  },
  'an export of beads with a memory': {
    ...one('issues.jsonl', json({ _type: 'issue', ...issue }) + json({ _type: 'memory', key: 'tide', value: 'low' })),
    source: 'beads',
    tasks: { Rope: {} },
    left: ['issues.jsonl, line 2: a record of type memory, no issue'],
  },
  'a bare list of Task Master': {
    ...one(
      'tasks.json',
      json([master, { ...master, id: 2, title: 'Oar', status: 'pending', dependencies: [1], subtasks: [] }]),
    ),
    source: 'task-master',
    tasks: { Rope: { status: 'completed' }, Knot: { parent: 'Rope' }, Oar: { depends: ['Rope'] } },
  },
  'our own export of tasks that keep keys of beads': {
    ...one(
      'all.json',
      json([
        {
          ...{ uuid: '7f7a4191-c2f2-487f-8855-7a1eb378c261', id: 1, description: 'Rope', status: 'pending' },
          entry: '2026-11-01T09:15:22Z',
          extra: { dependencies: [{ id: 'pier-2', issue_type: 'task' }], due: { entry: '20261101T091522Z' } },
        },
      ]),
    ),
    source: 'backlog',
    tasks: { Rope: {} },
  },
  'a plan that quotes lines of beads and Taskwarrior': {
    ...one('TODO.md', '- [ ] Rope\n\n      {"issue_type": "task", "entry":"20261101T091522Z"}\n'),
    source: 'markdown',
    tasks: { Rope: {} },
  },
  'issues of `bd show --json`, with the other issues inside': {
    ...one(
      'issues.json',
      json([
        { ...issue, dependencies: [{ ...issue, id: 'pier-2', dependency_type: 'blocks' }] },
        { ...issue, id: 'pier-2', title: 'Oar', parent: 'pier-3' },
        { ...issue, id: 'pier-3', title: 'Boat' },
        { ...issue, id: 'pier-4', title: 'Sail', dependencies: [{ id: 'pier-3', dependency_type: 'parent-child' }] },
      ]),
    ),
    source: 'beads',
    tasks: { Rope: { depends: ['Oar'] }, Oar: { parent: 'Boat' }, Boat: {}, Sail: { parent: 'Boat' } },
  },
  'a task of Task Master that waits for a removed one': {
    ...one('tasks.json', json([{ ...master, status: 'blocked', dependencies: [9], subtasks: [] }])),
    source: 'task-master',
    tasks: {
      Rope: { handoff: expect.objectContaining({ note: 'blocked in Task Master' }), extra: { depends: ['9'] } },
    },
    warnings: [/depends: "9" is neither in this file/],
  },
  'a note of Org above a text': {
    ...one(
      'plan.org',
      '* TODO Rope\n  :LOGBOOK:\n  - Note taken on [2026-11-03 Tue 08:00] \\\\\n    Soon\n  :END:\n  It is short\n',
    ),
    source: 'org',
    tasks: { Rope: { spec: 'It is short', annotations: [expect.objectContaining({ text: 'Soon' })] } },
  },
  'repetitions of a todo.txt, of Obsidian and of Dataview before an address': {
    ...one('todo.txt', '(A) Rope rec:1w https://example.com\n'),
    source: 'markdown',
    tasks: { 'Rope https://example.com': { extra: { recurrence: '1w' } } },
    warnings: [/"1w" repeats/],
  },
  'references of Backlog.md with zeros, without a prefix, and in subfolders': {
    files: {
      'backlog/config.yml': 'task_prefix: "pier"\n',
      'backlog/tasks/pier-1 - Rope.md': note('PIER-1', 'Rope'),
      'backlog/tasks/pier-1.02 - Knot.md': note('PIER-1.02', 'Knot', 'parent_task_id: pier-01\n'),
      'backlog/tasks/pier-3 - Oar.md': note('PIER-3', 'Oar', "dependencies:\n  - pier-1.2\n  - '1'\n"),
      'backlog/tasks/epics/one/pier-4 - Sail.md': note('PIER-4', 'Sail'),
    },
    from: 'backlog',
    source: 'backlog-md',
    tasks: { Rope: {}, Knot: { parent: 'Rope' }, Oar: { depends: ['Knot', 'Rope'] } },
    left: ['tasks/epics/one/: 1 file; Backlog.md reads no tasks in subfolders'],
  },
  'cards of Trello, whose ids tell when they were made': {
    ...one(
      'board.json',
      JSON.stringify({
        lists: [{ id: 'l1', name: 'Doing' }],
        cards: [
          { id: '69100000aaaaaaaaaaaaaaa1', name: 'Rope', idList: 'l1' },
          { id: 'k2', name: 'Oar', idList: 'l1' },
        ],
      }),
    ),
    source: 'backlog',
    tasks: { Rope: { entry: '2025-11-09T02:44:16Z' }, Oar: {} },
  },
  'an empty plan': {
    ...one('plan.md', '# Plan\n\n## web\n'),
    source: 'markdown',
    tasks: {},
    left: ['plan.md: no tasks'],
  },
  'an empty file of lines': { ...one('rows.ndjson', ''), source: 'ndjson', tasks: {}, left: ['rows.ndjson: no tasks'] },
};

test.each(Object.entries(CASES))('%s', async (_, { files, from, source, tasks, left = [], warnings = [] }) => {
  const work = await testWorkspace();
  for (const [name, text] of Object.entries(files)) {
    const file = join(work.folder, 'project', name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  const answer = await work.run<Answer>('task_import', { from: join(work.folder, 'project', from) });
  expect(answer).toMatchObject({ source, left, bad: [] });
  expect(answer.warnings).toEqual(
    warnings.map((text) => (typeof text === 'string' ? text : expect.stringMatching(text))),
  );
  const all = (await work.run<{ tasks: (Task & { docs?: { spec?: string } })[] }>('task_export')).tasks;
  const words = (uuid: string) => all.find((task) => task.uuid === uuid)!.description;
  const came = Object.fromEntries(
    all.map(({ depends, parent, docs, ...task }) => [
      task.description,
      {
        ...task,
        priority: task.priority ?? null,
        ...(docs?.spec === undefined ? {} : { spec: docs.spec }),
        ...(depends ? { depends: depends.map(words).sort() } : {}),
        ...(parent ? { parent: words(parent) } : {}),
      },
    ]),
  );
  expect(Object.keys(came).sort()).toEqual(Object.keys(tasks).sort());
  expect(came).toMatchObject(tasks);
});

test("a package's description on one line is refused, as on several", async () => {
  const work = await testWorkspace();
  for (const text of ['{"name":"pier","version":"1.0.0"}', '{\n "name": "pier",\n "version": "1.0.0"\n}\n']) {
    const from = join(work.folder, 'project/package.json');
    writeFileSync(from, text);
    expect((await work.refused('task_import', { from })).message).toContain("a package's name and version");
  }
});
