import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { execute } from '../../../src/commands/execute.ts';
import { commandNamed } from '../../../src/commands/index.ts';
import { renderScreen } from '../../../src/commands/render.ts';
import { BacklogError } from '../../../src/domain/errors.ts';
import type { Task } from '../../../src/domain/task/task.ts';
import type { Caller } from '../../../src/work/workspace/context.ts';
import { tempFolder } from '../../support/folder.ts';
import { ADA, agent, type TestWorkspace, testWorkspace } from '../../support/workspace.ts';

interface Answer {
  imported: { task: Task }[];
  unchanged: number;
}
type Files = Readonly<Record<string, string>>;

function folderOf(files: Files, folder = tempFolder('underway')): string {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

const AT = '2026-07-20T10:00:00Z';
const json = (value: unknown) => JSON.stringify(value);
const issue = (status: string, more: object = {}) =>
  json({ id: 'bd-1', title: 'Seat map', status, priority: 2, issue_type: 'task', updated_at: AT, ...more });
const spec = (state: string) =>
  `id: seat-map-1\ntitle: Seat map\nstate: ${state}\ntask_kind: implementation\ncreated_at: ${AT}\nupdated_at: ${AT}\n`;
const osmove = (status: string) =>
  `version: 1\ntasks:\n  - id: T-1\n    title: Seat map\n    status: ${status}\n    updated_at: '${AT}'\n`;
const masters = (status: string) =>
  json({ master: { tasks: [{ id: 1, title: 'Seat map', status, assignee: '@ada', updatedAt: AT }] } });
const backlogMd = (status: string, assignee: string) =>
  `---\nid: TASK-1\ntitle: Seat map\nstatus: ${status}\nassignee: ${assignee}\nupdated_date: '2026-07-20 10:00'\n---\n`;
const finding = (status: string) =>
  json({ version: 1, items: [{ external_ref: 'f-1', title: 'Seat map', status, assignee: 'ada', updated_at: AT }] });
const data = (more: object) => ({
  'collections/tasks/manifest.json': json({ currentSnapshot: 'snapshots/s.jsonl', activeOps: 'ops/o.jsonl' }),
  'collections/tasks/snapshots/s.jsonl': `${json({
    id: 'a',
    data: { _id: 'a', description: 'Seat map', status: 'pending', modified: AT, ...more },
  })}\n`,
  'collections/tasks/ops/o.jsonl': '',
});
const taskwarrior = (more: object) =>
  json([
    {
      uuid: '5b5b4e2e-4c7f-4c0c-9f0a-111111111111',
      description: 'Seat map',
      status: 'pending',
      entry: '20260720T100000Z',
      modified: '20260720T100000Z',
      ...more,
    },
  ]);

/** Each tool with a task that somebody works on there, the same one free, and what is said of it. */
const TOOLS: Readonly<Record<string, { busy: Files; free: Files; note: string; from?: string }>> = {
  'Backlog.md': {
    busy: { 'backlog/tasks/task-1.md': backlogMd('In Progress', "['@ada', '@grace']") },
    free: { 'backlog/tasks/task-1.md': backlogMd('To Do', '[]') },
    note: 'in progress in Backlog.md, by ada, grace',
  },
  beads: {
    busy: { 'issues.jsonl': issue('in_progress', { assignee: 'ada' }) },
    free: { 'issues.jsonl': issue('open') },
    note: 'in progress in beads, by ada',
  },
  'Task Master': {
    busy: { 'tasks.json': masters('in-progress') },
    free: { 'tasks.json': masters('pending') },
    note: 'in progress in Task Master, by ada',
  },
  'backlog (osmove)': {
    busy: { 'tasks.yaml': osmove('in_progress') },
    free: { 'tasks.yaml': osmove('ready') },
    note: 'in progress in backlog (osmove)',
  },
  'backlog-runner': {
    busy: { 'backlog/tasks/a.yaml': spec('failed') },
    free: { 'backlog/tasks/a.yaml': spec('ready') },
    note: 'failed in backlog-runner',
  },
  'backlog (mazen160)': {
    busy: { 'findings.json': finding('doing') },
    free: { 'findings.json': finding('todo') },
    note: 'doing in backlog (mazen160), by ada',
    from: 'findings.json',
  },
  'backloghq/backlog': {
    busy: data({ start: AT, agent: 'ada' }),
    free: data({}),
    note: 'active in backloghq/backlog, by ada',
  },
  Taskwarrior: {
    busy: { 'tasks.json': taskwarrior({ start: '20260720T100000Z' }) },
    free: { 'tasks.json': taskwarrior({}) },
    note: 'active in Taskwarrior',
    from: 'tasks.json',
  },
};

const taskIn = async ({ run }: TestWorkspace) => (await run<{ tasks: Task[] }>('task_export')).tasks[0]!;
const nameless = (task: Task) => agent('s1', 'a1', task.agent ?? 'general');

describe.each(Object.entries(TOOLS))('what somebody works on in %s', (_tool, { busy, free, note, from = '' }) => {
  const fill = (files: Files, folder?: string) => join(folderOf(files, folder), from);

  test('comes as in work elsewhere: no agent gets it, a person may begin', async () => {
    const work = await testWorkspace();
    const path = fill(busy);
    const said = await work.text('task_import', { from: path });
    expect(said).toContain(note);
    const task = await taskIn(work);
    expect(task).toMatchObject({
      status: 'pending',
      handoff: { at: AT, actor: 'human:ada', note, elsewhere: true },
    });
    expect(await work.text('task_next', {}, nameless(task))).toMatch(/^No task to take/);
    expect((await work.run<Answer>('task_import', { from: path })).imported).toEqual([]);
    const refused = await work.refused('task_start', { id: '1', force: true }, agent('s2'));
    expect(refused.message).toBe(`task 1 is in work elsewhere: ${note}`);
    await work.run('task_start', { id: '1' });
    expect((await taskIn(work)).handoff).toBeUndefined();
    expect((await work.run<Answer>('task_import', { from: path })).imported).toEqual([]);
  });

  test('is to be had as soon as it is free there', async () => {
    const work = await testWorkspace();
    const path = fill(busy);
    await work.run('task_import', { from: path });
    await work.run('task_import', { from: fill(free, from ? join(path, '..') : path) });
    const task = await taskIn(work);
    expect(task.handoff).toBeUndefined();
    expect(await work.text('task_next', {}, nameless(task))).toMatch(/^Started and claimed/);
  });

  test('and what is free there is to be had', async () => {
    const work = await testWorkspace();
    await work.run('task_import', { from: fill(free) });
    const task = await taskIn(work);
    expect(task.handoff).toBeUndefined();
    expect(await work.text('task_next', {}, nameless(task))).toMatch(/^Started and claimed/);
  });
});

/** What people and agents do with a task on which somebody works elsewhere, without an end of that. */
const ACTS: readonly [name: string, input: object][] = [
  ['task_annotate', { id: '1', text: 'asked Kim' }],
  ['task_annotate', { id: '1', text: 'asked Kim', handoff: true }],
  ['task_stop', { id: '1', handoff: 'asked Kim' }],
  ['task_modify', { filter: '1', priority: 'H', agent: 'ada' }],
  ['task_block', { id: '1', reason: 'Kim is away' }],
  ['task_move', { id: '1', to: 'todo' }],
];

test.each(
  ACTS.flatMap(([name, input]) =>
    [ADA, agent('s1')].map((caller) => [name, input, caller.actor.kind, caller] as const),
  ),
)('%s %j by %s leaves a task in work elsewhere', async (name, input, _, caller) => {
  const work = await testWorkspace();
  const path = folderOf({ 'issues.jsonl': issue('in_progress') });
  await work.run('task_import', { from: path });
  await work.run(name, input, caller).catch((error: unknown) => expect(error).toBeInstanceOf(BacklogError));
  if (name === 'task_block') await work.run('task_unblock', { id: '1' }, caller);
  expect((await taskIn(work)).handoff).toMatchObject({ elsewhere: true, note: 'in progress in beads' });
  expect(await work.text('task_list')).toMatch(/^1 [HM] in work elsewhere Seat map/);
  expect((await work.refused('task_start', { id: '1', force: true }, agent('s2'))).message).toContain('elsewhere');
  expect(await work.text('task_next', {}, agent('s2'))).toMatch(/^No task to take/);
});

describe('a task that is active in Taskwarrior', () => {
  const SINCE = { start: '20260720T100000Z' };
  const there = async () => {
    const work = await testWorkspace();
    const folder = folderOf({ 'tasks.json': taskwarrior(SINCE) });
    await work.run('task_import', { from: join(folder, 'tasks.json') });
    const path = join(folder, 'back.json');
    await work.run('task_export', { format: 'taskwarrior', to: path, force: true });
    return { work, path, rows: () => JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>[] };
  };

  test('comes to rest at once when it goes there and back, and stays taken', async () => {
    const { work, path, rows } = await there();
    expect(rows()).toEqual([expect.objectContaining(SINCE)]);
    const before = await taskIn(work);
    const bob: Caller = { actor: { kind: 'human', name: 'bob' }, holder: 'human:bob' };
    for (const caller of [ADA, ADA, bob]) {
      expect(await work.run<Answer>('task_import', { from: path }, caller)).toMatchObject({
        imported: [],
        unchanged: 1,
      });
      expect(await taskIn(work)).toEqual(before);
      expect(await work.text('task_next', {}, nameless(before))).toMatch(/^No task to take/);
    }
    const empty = await testWorkspace();
    await empty.run('task_import', { from: path });
    expect(await taskIn(empty)).toEqual(before);
  });

  test('is free when it was stopped or done there', async () => {
    const { work, path, rows } = await there();
    const [{ start: _, ...stopped }] = rows() as [Record<string, unknown>];
    writeFileSync(path, json([{ ...stopped, modified: '20260721T100000Z' }]));
    await work.run('task_import', { from: path });
    expect((await taskIn(work)).handoff).toBeUndefined();
    expect((await work.run<Answer>('task_import', { from: path })).imported).toEqual([]);
    writeFileSync(
      path,
      json([{ ...stopped, status: 'completed', modified: '20260722T100000Z', end: '20260722T100000Z' }]),
    );
    await work.run('task_import', { from: path });
    const task = await taskIn(work);
    expect({ status: task.status, handoff: task.handoff }).toEqual({ status: 'completed', handoff: undefined });
  });
});

describe('a word for why a task is left alone', () => {
  const imported = async (...lines: string[]) => {
    const work = await testWorkspace();
    await work.run('task_import', { from: folderOf({ 'issues.jsonl': lines.join('\n') }) });
    return taskIn(work);
  };

  test('is none where the task waits for another one, or for a day: that is said by these', async () => {
    const other = json({ id: 'bd-2', title: 'Other', status: 'open', priority: 2, issue_type: 'task' });
    const blocked = issue('blocked', { dependencies: [{ depends_on_id: 'bd-2', type: 'blocks' }] });
    expect((await imported(blocked, other)).handoff).toBeUndefined();
    expect((await imported(issue('deferred', { defer_until: '2026-09-01T00:00:00Z' }))).handoff).toBeUndefined();
  });

  test('is one where nothing else says it', async () => {
    expect((await imported(issue('blocked'))).handoff?.note).toBe('blocked in beads');
    expect((await imported(issue('deferred'))).handoff?.note).toBe('deferred in beads');
  });
});

test('what was begun, left or closed here since stays so when it moves there', async () => {
  const work = await testWorkspace();
  const folder = folderOf({ 'issues.jsonl': issue('open') });
  await work.run('task_import', { from: folder });
  await work.run('task_start', { id: '1' });
  await work.run('task_stop', { id: '1', handoff: 'half of it' });
  folderOf({ 'issues.jsonl': issue('in_progress') }, folder);
  await work.run('task_import', { from: folder });
  expect((await taskIn(work)).handoff).toMatchObject({ note: 'half of it', actor: 'human:ada' });
});

test('what is done there is done here, and nothing is left of its being in work', async () => {
  const work = await testWorkspace();
  const folder = folderOf({ 'issues.jsonl': issue('in_progress') });
  await work.run('task_import', { from: folder }, ADA);
  folderOf({ 'issues.jsonl': issue('closed', { closed_at: AT }) }, folder);
  await work.run('task_import', { from: folder }, ADA);
  const task = await taskIn(work);
  expect(task).toMatchObject({ status: 'completed' });
  expect(task.handoff).toBeUndefined();
});

test('whoever asks why is told whose it is', async () => {
  const work = await testWorkspace();
  await work.run('task_import', { from: folderOf({ 'issues.jsonl': issue('in_progress', { assignee: 'ada' }) }) });
  expect(await work.text('task_info', { id: '1' })).toContain('in progress in beads, by ada');
});

test('an import lists the tasks that are not free with their handoff notes, also from a file of ours', async () => {
  const [work, other] = [await testWorkspace(), await testWorkspace()];
  await work.run('task_add', { description: 'Seat map' });
  await work.run('task_start', { id: '1' });
  const from = folderOf({ 'tasks.json': await work.text('task_export') });
  expect(await other.text('task_import', { from: join(from, 'tasks.json') })).toContain(
    'Not free in the source. No agent gets these tasks until someone starts them here. Their handoff notes:\n1: active in Backlog as JSON',
  );
});

test('who has it there is who it is for here, without the sign before the name; a person sees all of them', async () => {
  const work = await testWorkspace();
  await work.run('task_import', { from: folderOf(TOOLS['Backlog.md']!.busy) });
  expect(await taskIn(work)).toMatchObject({ agent: 'ada', extra: { assignee: ['@ada', '@grace'] } });
  const executed = await execute(work.opened, { ...ADA, door: 'cli' }, commandNamed('task_info'), { id: '1' });
  const brief = await renderScreen(executed, { columns: 100, colour: 0 });
  expect(brief).toMatch(/assignee +@ada \(also @grace in the source\)/);
});
