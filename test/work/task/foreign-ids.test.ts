import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Task } from '../../../src/domain/task/task.ts';
import { cli } from '../../interfaces/cli/line.ts';
import { fixture } from '../../sources/imported.ts';
import { agent, type TestWorkspace, testWorkspace } from '../../support/workspace.ts';

/** A tool's file with three tasks, and the ids by which the tool calls the second and the third one. */
interface Tool {
  name: string;
  file: string;
  content: string | readonly object[];
  second: string;
  third: string;
  /** An id of the tool's form that no task has. */
  unknown: string;
}

const titles = ['First', 'Second', 'Third'];
const rows = (make: (title: string, n: number) => object) => titles.map((title, i) => make(title, i + 1));
const json = (value: unknown) => JSON.stringify(value);

const TOOLS: readonly Tool[] = [
  {
    name: 'beads',
    file: 'issues.jsonl',
    content: rows((title, n) => ({ id: `bd-a${n}x`, title, status: 'open', priority: 2, issue_type: 'task' })),
    ...{ second: 'bd-a2x', third: 'BD-A3X', unknown: 'bd-a9x' },
  },
  {
    name: 'beads, with ids without digits',
    file: 'issues.jsonl',
    content: rows((title, n) => ({
      id: `bd-${'xyz'.repeat(n)}`,
      title,
      status: 'open',
      priority: 2,
      issue_type: 'task',
    })),
    ...{ second: 'bd-xyzxyz', third: 'bd-xyzxyzxyz', unknown: 'bd-9' },
  },
  {
    name: 'Task Master',
    file: 'tasks.json',
    content: json({
      master: {
        tasks: [
          {
            ...{ id: 7, title: 'First', status: 'pending', dependencies: [], testStrategy: 'x' },
            subtasks: [2, 3].map((n) => ({ id: n, title: titles[n - 1], status: 'pending', dependencies: [] })),
          },
        ],
      },
    }),
    ...{ second: '7.2', third: '7.3', unknown: '7.9' },
  },
  {
    name: "mazen160's backlog",
    file: 'export.json',
    content: json({
      tasks: rows((title, n) => ({
        ...{ id: `01J${n}`, title, status: 'todo', priority: 3, actor_kind: 'ai', actor_name: 'x' },
        ...{ project_id: 'P', task_seq: n + 10, created_at: 1767348000000000000, updated_at: 1767348001000000000 },
      })),
    }),
    ...{ second: 'TASK-12', third: 'task-13', unknown: 'TASK-1' },
  },
  {
    name: 'Linear or Jira',
    file: 'issues.csv',
    content: `ID,Title,Status\n${titles.map((title, i) => `ENG-${i + 11},${title},Todo\n`).join('')}`,
    ...{ second: 'ENG-12', third: 'eng-13', unknown: 'ENG-1' },
  },
  {
    name: 'a table with names for ids',
    file: 'tasks.json',
    content: json(rows((title, n) => ({ id: `task_00${n + 3}`, title, status: 'todo' }))),
    ...{ second: 'task_005', third: 'task_6', unknown: 'task_001' },
  },
];

async function withTool({ file, content }: Tool): Promise<{ work: TestWorkspace; task(title: string): Promise<Task> }> {
  const work = await testWorkspace();
  // Numbers of this queue and of the tool differ.
  await work.run('task_add', { description: 'Own' });
  const from = join(work.folder, file);
  const text = typeof content === 'string' ? content : content.map((row) => `${JSON.stringify(row)}\n`).join('');
  writeFileSync(from, text);
  await work.run('task_import', { from });
  const task = async (title: string) =>
    (await work.run<{ tasks: Task[] }>('task_export', { docs: false })).tasks.find((one) => one.description === title)!;
  return { work, task };
}

describe.each(TOOLS.map((tool) => [tool.name, tool] as const))('ids of %s', (_, tool) => {
  const { second, third, unknown } = tool;

  test('name the task at every door that takes an id', async () => {
    const { work, task } = await withTool(tool);
    const { run, text } = work;
    expect(await text('task_info', { id: second })).toContain(second);
    expect(await text('task_explain', { id: second })).toContain('Second');
    await run('task_modify', { filter: second, priority: 'H' });
    await run('task_annotate', { id: second, text: 'seen' }, agent('s1'));
    await run('task_move', { id: second, to: 'progress' });
    expect(await task('Second')).toMatchObject({ priority: 'H', start: expect.any(String) });
    await run('task_modify', { filter: third, depends: `+${second}` });
    expect((await task('Third')).depends).toEqual([(await task('Second')).uuid]);
    await run('task_add', { description: 'New', depends: [second], parent: third });
    expect(await task('New')).toMatchObject({
      depends: [(await task('Second')).uuid],
      parent: (await task('Third')).uuid,
    });
    await run('task_done', { id: second, force: true });
    expect((await task('Second')).status).toBe('completed');
    expect((await task('Own')).status).toBe('pending');
    await run('task_delete', { id: third });
    expect((await task('Third')).status).toBe('deleted');
  });

  test('select in filters, alone, several, and in attributes', async () => {
    const { work, task } = await withTool(tool);
    const { run } = work;
    const list = async (filter: string) =>
      (await run<{ tasks: { description: string }[] }>('task_list', { filter })).tasks.map((one) => one.description);
    await run('task_annotate', { id: '1', text: `see ${second}` });
    expect(await list(second)).toEqual(['Second']);
    expect((await list(`${second} ${third}`)).sort()).toEqual(['Second', 'Third']);
    expect((await list(`${second},${third}`)).sort()).toEqual(['Second', 'Third']);
    expect(await list(`${third} priority:H`)).toEqual([]);
    expect(await run('task_count', { filter: second })).toMatchObject({ count: 1 });
    expect(await work.text('task_tree', { filter: second })).toContain('Second');
    expect(await list(`"${second}"`)).toContain('Own');
    await run('task_modify', { filter: '1', depends: second });
    expect(await list(`depends:${second}`)).toEqual(['Own']);
    await run('task_modify', { filter: `${second} ${third}`, tags: '+both' });
    expect((await list('+both')).sort()).toEqual(['Second', 'Third']);
    expect((await task('Own')).tags).toBeUndefined();
  });

  test('that no task has name no other task', async () => {
    const { work, task } = await withTool(tool);
    for (const [name, input] of [
      ['task_info', { id: unknown }],
      ['task_move', { id: unknown, to: 'done' }],
      ['task_done', { id: unknown }],
      ['task_modify', { filter: unknown, priority: 'H' }],
      ['task_delete', { id: unknown }],
    ] as const)
      expect(await work.refused(name, input), name).toMatchObject({ code: 'not-found' });
    expect(await task('Own')).not.toHaveProperty('priority');
  });
});

test('a database of mazen160 is asked for by the ids that its tool shows', async () => {
  const { run, text } = await testWorkspace();
  await run('task_import', { from: fixture('mazen160/backlog.db') });
  const info = await text('task_info', { id: 'TASK-6' });
  expect(info).toContain('Task 5');
  expect(info).toContain('source: TASK-6 mazen160');
});

test('without tasks of such a tool, a number in its form is the number of a task, also in filters', async () => {
  const { run } = await testWorkspace();
  for (const description of ['One', 'Two', 'Three']) await run('task_add', { description });
  const list = async (filter: string) =>
    (await run<{ tasks: { description: string }[] }>('task_list', { filter })).tasks.map((one) => one.description);
  for (const id of ['TASK-2', 'task_002', '#2']) {
    expect(await list(id)).toEqual(['Two']);
    expect(await run('task_count', { filter: id })).toMatchObject({ count: 1 });
  }
  expect((await list('TASK-2,TASK-3')).sort()).toEqual(['Three', 'Two']);
  expect((await list('1 TASK-2')).sort()).toEqual(['One', 'Two']);
});

test('two tools with the same id: an id is ambiguous, and a filter selects both', async () => {
  const work = await testWorkspace();
  for (const [file, id] of [
    ['a.csv', 'ENG-1'],
    ['b.json', 'ENG-1'],
  ] as const) {
    const from = join(work.folder, file);
    writeFileSync(
      from,
      file.endsWith('csv') ? `ID,Title,Status\n${id},A,Todo\n` : json([{ id, title: 'B', status: 'todo' }]),
    );
    await work.run('task_import', { from });
  }
  expect(await work.refused('task_done', { id: 'ENG-1' })).toMatchObject({
    code: 'ambiguous',
    hint: expect.stringContaining('1, 2'),
  });
  expect(await work.run('task_count', { filter: 'ENG-1' })).toMatchObject({ count: 2 });
});

test('the command line takes them in every form of a line', async () => {
  const { say, cwd } = cli();
  await say('add Own');
  const issues = rows((title, n) => ({ id: `TASK-${n + 20}`, title, status: 'open', priority: 2, issue_type: 'task' }));
  writeFileSync(join(cwd, 'issues.jsonl'), issues.map((row) => `${json(row)}\n`).join(''));
  expect(await say('import issues.jsonl')).toMatchObject({ code: 0 });
  const lines: [line: string, said: string][] = [
    ['TASK-22', 'Second'],
    ['info task-22', 'Second'],
    ['task show TASK-22', 'Second'],
    ['explain TASK-22', 'Second'],
    ['orchestrator explain --task TASK-22', 'Second'],
    ['list TASK-22', 'Second'],
    ['tree TASK-22', 'Second'],
    ['count TASK-22', '1'],
    ['TASK-22 list', 'Second'],
    ['list TASK-22,TASK-23', 'Third'],
    ['modify TASK-22 +tag', 'Second'],
    ['TASK-22 modify +other', 'Second'],
    ['task move TASK-22 --status doing', 'Second'],
    ['modify TASK-23 --depends TASK-22', 'Third'],
    ['list --depends TASK-22', 'Third'],
    ['annotate TASK-23 seen', 'Third'],
    ['done TASK-22', 'Second'],
    ['delete TASK-23 --yes', 'Third'],
  ];
  for (const [line, found] of lines) {
    const { code, out, err } = await say(line);
    expect([line, code, out + err]).toEqual([line, 0, expect.stringContaining(found)]);
  }
  for (const line of ['info TASK-1', 'done TASK-1', 'modify TASK-1 +x', 'task move TASK-1 --status done'])
    expect(await say(line), line).toMatchObject({ code: expect.any(Number), err: expect.stringContaining('no task') });
  expect((await say('list id:1')).out).toContain('Own');
});

test('a word that was searched in texts and found nothing has a hint, if it is also a state or a name', async () => {
  const { run, text } = await testWorkspace();
  await run('task_add', { description: 'Fix it', tags: '+bug', project: 'web', agent: 'kim' });
  for (const id of ['1']) await run('task_done', { id });
  for (const [word, term] of [
    ['done', '+COMPLETED'],
    ['open', '+PENDING'],
    ['ready', '+READY'],
    ['bug', '+bug'],
    ['web', 'project:web'],
    ['kim', 'agent:kim'],
  ] as const)
    for (const command of ['task_list', 'task_count', 'task_tree'])
      expect(await text(command, { filter: word }), `${command} ${word}`).toContain(`: ${term}`);
  expect(await text('task_list', { filter: 'nothing-like-it' })).toBe(
    'No tasks.\nNo task fits "nothing-like-it": description or a note contains "nothing-like-it".',
  );
});
