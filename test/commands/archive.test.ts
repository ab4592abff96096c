import { readdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { execute } from '../../src/commands/execute.ts';
import { commandNamed } from '../../src/commands/index.ts';
import type { Task } from '../../src/domain/task/task.ts';
import { examineStore } from '../../src/store/doctor/store.ts';
import { runIn } from '../support/runs.ts';
import { ADA, agent, type TestWorkspace, testWorkspace } from '../support/workspace.ts';

const DAY = 86_400_000;

interface Archived {
  tasks: Task[];
  kept: { id: number; why: string }[];
  more: number;
}

/** 1 done with a specification, 2 waits for it, 3 deleted; 100 days later. */
async function closed(): Promise<TestWorkspace> {
  const work = await testWorkspace();
  await work.run('task_add', { description: 'Schema', spec: '# Tables and *keys*', project: 'web', tags: 'db' });
  await work.run('task_add', { description: 'Server', depends: 1 });
  await work.run('task_add', { description: 'Obsolete' });
  await work.run('task_done', { id: '1' });
  await work.run('task_delete', { id: '3' });
  work.pass(100 * DAY);
  return work;
}

const ids = ({ tasks }: Archived) => tasks.map(({ id }) => id).sort();
const stateOf = ({ opened: { store } }: TestWorkspace) =>
  JSON.stringify(
    store.state.kinds().map((kind) => [kind, [...store.state.all(kind)].sort(([a], [b]) => (a < b ? -1 : 1))]),
  );
const sound = async ({ opened: { store } }: TestWorkspace) => {
  await store.maintain({ force: true });
  const report = await examineStore(store.dir);
  expect(report!.problems).toEqual([]);
  return report!;
};

test('tasks that were closed 90 days ago leave the queue; those that waited for them are ready, and the next number is a new one', async () => {
  const work = await closed();
  await work.run('task_done', { id: '2' });
  await work.run('task_add', { description: 'Client', depends: 2 });
  expect(ids(await work.run('task_archive'))).toEqual([1, 3]);
  const { state } = work.opened.store;
  expect(state.size('task')).toBe(2);
  expect(state.size('doc')).toBe(0);
  expect((await work.run<{ brief: { state: string } }>('task_info', { id: 4 })).brief.state).toBe('ready');
  await work.run('task_add', { description: 'Another' });
  expect((await work.run<{ record: Task }>('task_info', { id: 5 })).record.description).toBe('Another');
  expect(await sound(work)).toMatchObject({ archived: 2, records: { task: 3, archive: 1 } });
  expect(await work.text('doctor')).toContain('2 archived tasks');
});

test('what depends on a number in an archive that cannot be read is told of that', async () => {
  const work = await closed();
  await work.run('task_archive', { filter: '1' });
  const folder = join(work.opened.store.dir, 'archive');
  const [name = ''] = readdirSync(folder);
  truncateSync(join(folder, name), 20);
  const error = await work.refused('task_add', { description: 'Next', depends: 1 });
  expect(error.message).toContain('no task 1 in the queue, and the archive cannot be read: ');
  expect(error.message).toContain(`${name} is damaged`);
  expect(error.hint).toContain('doctor');
  // Which numbers are in a file is known without reading it.
  const other = await work.refused('task_add', { description: 'Next', depends: 99 });
  expect(other.message).toBe('depends: no task 99');
});

test('archiving and restoring say how far they are', async () => {
  const work = await closed();
  const steps: string[] = [];
  const progress = (done: number, total: number, what: string) => void steps.push(`${what} ${done}/${total}`);
  await work.run('task_archive', {}, { ...ADA, progress });
  expect(steps).toEqual(['archiving tasks 0/2', 'writing the archive 0/1']);
  steps.length = 0;
  await work.run('task_archive_restore', { id: '1,3' }, { ...ADA, progress });
  expect(steps).toEqual(['finding tasks 0/2', 'reading the archive 0/1']);
});

test('what is attached to a task is asked for in a filter, in the queue and in the archive', async () => {
  const work = await closed();
  writeFileSync(join(work.folder, 'project/shot.png'), 'png');
  await work.run('attachment_add', { id: 1, path: 'shot.png' }, { ...ADA, door: 'cli' });
  for (const filter of ['+ATTACHED', 'attachment:shot.png'])
    expect(
      (await work.run<Archived>('task_list', { filter: `${filter} +COMPLETED` })).tasks.map(({ id }) => id),
    ).toEqual([1]);
  expect(
    (await work.run<Archived>('task_list', { filter: '-ATTACHED +ANY' })).tasks.map(({ id }) => id).sort(),
  ).toEqual([2, 3]);
  await work.run('task_archive');
  expect((await work.run<Archived>('task_archive_list', { filter: '+ATTACHED' })).tasks.map(({ id }) => id)).toEqual([
    1,
  ]);
  await work.run('task_archive_restore', { id: '1' });
  await work.run('attachment_remove', { id: 1, file: 'shot.png' });
  expect((await work.run<Archived>('task_list', { filter: '+ATTACHED +ANY' })).tasks).toEqual([]);
});

test('an archived task is shown with its specification, as what it is, and by its uuid', async () => {
  const work = await closed();
  const { tasks } = await work.run<Archived>('task_archive', { filter: '1' });
  const told = await work.text('task_info', { id: 1 });
  expect(told).toContain('archived 2026-11-07 14:30 UTC and read-only; to restore it: task_archive_restore 1');
  expect(told).toContain('Tables and *keys*');
  expect(await work.text('task_info', { id: tasks[0]!.uuid.slice(0, 8) })).toBe(told);
  expect(await work.text('task_info', { id: tasks[0]!.uuid })).toBe(told);
  expect(await work.text('task_archive_load', { filter: 'project:web' })).toContain('Tables and *keys*');
  expect(await work.text('task_archive_list')).toMatch(/^1 archived.*\n2026-Q3 {2}1$/);
  expect(await work.text('task_archive_list', { filter: '+db' })).toContain('1 - completed Schema');
  expect(await work.text('task_archive_list', { filter: 'project:api' })).not.toContain('Schema');
});

test('a filter or a quarter that nothing in the archive fits is told so', async () => {
  const work = await closed();
  const said = async (name: string, input: object) => {
    const { output, command } = await execute(work.opened, ADA, commandNamed(name), input);
    return command.show.text(output, work.opened.context(ADA));
  };
  const none = 'No archived task matches. task_archive_list counts the archived tasks by quarter.';
  await work.run('task_archive');
  for (const input of [{ filter: 'project:api' }, { quarter: '2020-Q1' }])
    expect(await said('task_archive_list', input)).toBe(none);
  expect(await said('task_archive_list', {})).toMatch(/^2 archived/);
  expect(await said('task_archive_list', { filter: '+db' })).toContain('Schema');
  expect(await said('task_archive_load', { filter: 'project:api' })).toBe(none);
  await work.run('task_archive_restore', { id: '1,3' });
  expect(await said('task_archive_list', { filter: 'project:api' })).toBe('No archived tasks.');
  expect(await said('task_archive_list', {})).toBe('No archived tasks.');
});

test('ids that are not archived are named, beside those that are and alone', async () => {
  const work = await closed();
  await work.run('task_archive');
  for (const name of ['task_archive_load', 'task_archive_list']) {
    const { found, notes } = await work.run<{ found: number; notes?: string[] }>(name, { filter: '1 99,2 3' });
    expect([found, notes]).toEqual([2, ['Not archived: 99, 2.']]);
    expect(await work.text(name, { filter: '1 99,2 3' })).toMatch(/Not archived: 99, 2\.$/);
    expect(await work.text(name, { filter: '99' })).toContain('Not archived: 99.');
    expect(await work.text(name, { filter: '1 3', quarter: '2020-Q1' })).toContain('Not archived in 2020-Q1: 1, 3.');
    expect((await work.run<{ notes?: string[] }>(name, { filter: '1,3' })).notes).toBeUndefined();
  }
});

test.each(['task_archive_list', 'task_archive_load'])('%s has as many rows as its limit, 0 is none', async (name) => {
  const work = await closed();
  await work.run('task_archive');
  for (const [limit, rows] of [
    [1, 1],
    [0, 2],
    [100_000, 2],
  ]) {
    const { found, tasks } = await work.run<{ found: number; tasks: unknown[] }>(name, { filter: '+ANY', limit });
    expect({ found, rows: tasks.length }).toEqual({ found: 2, rows });
  }
});

test('a search finds nothing of an archived task, unless the archive is asked', async () => {
  const work = await closed();
  await work.run('task_annotate', { id: 1, text: 'The Überschreitung came from the loginTimeout' });
  await work.run('task_archive', { filter: '1' });
  for (const text of ['schema', 'tables keys', 'uberschreitung login', 'schema key'])
    expect((await work.run<{ total: number }>('task_search', { text, all: true })).total).toBe(0);
  const find = (text: string, more = {}) => work.text('task_search', { text, archived: true, ...more });
  expect(await find('schema')).toBe('1 - completed, archived Schema');
  expect(await find('schema key')).toContain('1 - completed, archived Schema');
  expect(await find('tables keys')).toContain('document spec: "# Tables and *keys*"');
  expect(await find('uberschreitung login')).toContain('note: "The Überschreitung came from the loginTimeout"');
  expect(await find('server')).toContain('No match.');
  expect(await find('schema', { filter: 'project:api' })).toContain('No match.');
});

test('whatever would change an archived task is refused with the call that restores it', async () => {
  const work = await closed();
  await work.run('task_archive', { filter: '1,3' });
  const calls: [string, object][] = [
    ['task_modify', { filter: '1', priority: 'H' }],
    ['task_annotate', { id: 1, text: 'x' }],
    ['task_done', { id: '1' }],
    ['task_delete', { id: '2,1' }],
    ['task_doc_write', { id: 1, content: 'x' }],
    ['task_purge', { id: 3 }],
    ['task_archive', { filter: '1' }],
  ];
  for (const [name, input] of calls) {
    const { code, message, hint } = await work.refused(name, input);
    expect({ name, code }).toEqual({ name, code: 'conflict' });
    expect(message).toMatch(/task [13] ".*" is archived since 2026-11-07 14:30 UTC$/);
    expect(hint).toMatch(/task_archive_restore [13]/);
  }
  expect((await work.refused('task_modify', { filter: '99', priority: 'H' })).code).toBe('not-found');
});

test('restored, everything is as it was, and the archive is empty', async () => {
  const work = await closed();
  const before = stateOf(work);
  await work.run('task_archive');
  expect(await work.text('task_archive_restore', { id: '1,3' })).toMatch(/Restored #1 Schema \(completed\)/);
  expect(stateOf(work)).toBe(before);
  expect((await work.refused('task_archive_restore', { id: '1' })).message).toBe(
    'task 1 is not archived: it is completed',
  );
  expect((await work.refused('task_archive_restore', { id: '9' })).code).toBe('not-found');
  await sound(work);
});

test('a task that is in the queue and in the archive is refused as what it is, and what doctor says of it mends it', async () => {
  const work = await closed();
  await work.run('task_add', { description: 'Client', spec: '# Screens' });
  await work.run('task_done', { id: '4' });
  const { store } = work.opened;
  const [uuid, record] = [...store.state.all('task')].find(([, task]) => (task as Task).id === 4)!;
  await work.run('task_archive', { filter: '4' });
  await store.write({ command: 'x', actor: { kind: 'human', name: 'ada' } }, (tx) => tx.put('task', uuid, record));
  expect(await work.refused('task_archive_restore', { id: '4' })).toMatchObject({
    ...{ code: 'conflict', message: 'task 4 is in the queue and in the archive' },
  });
  const [twice, ...others] = (await examineStore(store.dir))!.problems;
  expect([twice?.problem, others]).toEqual([`task 4 (${uuid}) is in the queue and in the archive`, []]);
  const steps = [...twice!.cure.matchAll(/`backlog (.*?) 4`/g)].map(([, verb]) => verb);
  expect(steps).toEqual(['delete', 'purge', 'archive restore']);
  await work.run('task_delete', { id: '4' });
  await work.run('task_purge', { id: '4' });
  await work.run('task_archive_restore', { id: '4' });
  expect(await work.text('task_info', { id: 4 })).toContain('# Screens');
  await sound(work);
});

test('archiving, restoring in part, undoing and doing again: every way back gives the same records', async () => {
  const work = await closed();
  const before = stateOf(work);
  await work.run('task_archive');
  const archived = stateOf(work);
  await work.run('task_undo');
  expect(stateOf(work)).toBe(before);
  await work.run('task_redo');
  expect(stateOf(work)).toBe(archived);
  await work.run('task_archive_restore', { id: '3' });
  const partly = stateOf(work);
  expect((await work.refused('task_undo', { commit: 8 })).message).toMatch(/changed later/);
  await work.run('task_undo');
  expect(stateOf(work)).toBe(archived);
  await work.run('task_redo');
  expect(stateOf(work)).toBe(partly);
  await work.run('task_archive');
  await work.run('task_archive_restore', { id: '1,3' });
  expect(stateOf(work)).toBe(before);
  await sound(work);
});

test('the undo of an older change to an archived task is refused with the call that restores it', async () => {
  const work = await closed();
  await work.run('task_modify', { filter: '1', priority: 'H' });
  await work.run('task_archive', { filter: '1' });
  const { message, hint } = await work.refused('task_undo', { commit: 6 });
  expect(message).toMatch(/Archived since: 1/);
  expect(hint).toContain('task_archive_restore 1');
  await work.run('task_archive_restore', { id: '1' });
  await work.run('task_undo', { commit: 6 });
  expect((await work.run<{ record: Task }>('task_info', { id: 1 })).record.priority).toBeUndefined();
});

test('what waits for an archived task has no flaw by that, and can be edited', async () => {
  const work = await closed();
  await work.run('task_archive', { filter: '1' });
  expect(await work.text('task_lint', { kind: 'orphaned' })).not.toContain('gone');
  await work.run('task_add', { description: 'Client' });
  const { depends } = (await work.run<{ record: Task }>('task_info', { id: 2 })).record;
  const document = [
    ...['description: Server', `depends: ${depends![0]}, 4`, 'acceptance:'],
    '--- spec (Markdown, to the end) ---',
  ].join('\n');
  await work.run('task_edit', { id: 2, document });
  expect((await work.run<{ record: Task }>('task_info', { id: 2 })).record.depends).toHaveLength(2);
});

test('an answer is short, however many tasks were archived', async () => {
  const work = await testWorkspace();
  const tasks = Array.from({ length: 150 }, (_, n) => ({
    description: `Task ${n + 1}`,
    status: 'completed',
    uuid: crypto.randomUUID(),
  }));
  await work.run('task_import', { tasks });
  const { count, tasks: told } = await work.run<Archived & { count: number }>('task_archive', { filter: '+COMPLETED' });
  expect([count, told.length]).toEqual([150, 100]);
  await work.run('task_undo');
  expect(await work.text('task_archive', { filter: '+COMPLETED' })).toMatch(/^Archived 150 tasks: .* \(\+140 more: /);
});

test('reports say that archived tasks are not counted, and count them when they are asked to', async () => {
  const work = await closed();
  const summary = (input = {}) => work.text('report_summary', { all: true, ...input });
  const before = await summary();
  expect(before).not.toContain('archived');
  await work.run('task_archive');
  expect(await summary()).toContain('2 archived tasks are not counted; archived includes them.');
  expect(await work.text('report_burndown_daily')).toContain('2 archived tasks are not counted');
  expect(await summary({ archived: true })).toBe(before);
});

test('an export takes archived tasks along when it is asked to, with their documents', async () => {
  const work = await closed();
  const before = await work.text('task_export');
  await work.run('task_archive');
  expect(await work.text('task_export')).not.toContain('Schema');
  expect(JSON.parse(await work.text('task_export', { archived: true }))).toEqual(JSON.parse(before));
  expect(await work.text('task_export', { archived: true, filter: '+db' })).toContain('Tables and *keys*');
});

test('history knows archived tasks by name', async () => {
  const work = await closed();
  await work.run('task_archive');
  const all = await work.text('task_history');
  expect(all).toMatch(/task_archive: .*1 "Schema" archived/);
  expect(all).toMatch(/task_done: 1 "Schema" completed/);
  expect(await work.text('task_history', { id: 1 })).toMatch(/task_done: 1 completed/);
  expect(await work.text('task_history', { id: 1, full: true })).toContain('+# Tables and *keys*');
  await work.run('task_archive_restore', { id: '1' });
  expect(await work.text('task_history', { limit: 1 })).toMatch(/task_archive_restore: .*1 "Schema" restored/);
});

test('a family goes whole or stays; what claims, runs or a series need stays', async () => {
  const work = await testWorkspace();
  await work.run('task_add', { description: 'Parent' });
  await work.run('task_add', { description: 'Done child', parent: 1 });
  await work.run('task_add', { description: 'Open child', parent: 1 });
  await work.run('task_done', { id: '2' });
  await work.run('task_done', { id: '1', force: true });
  expect((await work.refused('task_archive', { filter: '1,2' })).message).toBe(
    'nothing can be archived: 1 (task 3 of its family stays); 2 (task 3 of its family stays)',
  );
  expect((await work.refused('task_archive', { filter: '3' })).hint).toContain('`task_done 3`');
  await work.run('task_done', { id: '3' });
  expect((await work.refused('task_archive', { filter: '1' })).message).toMatch(/1 \(task [23] of its family stays\)/);
  expect((await work.refused('task_archive')).code).toBe('nothing-to-do');
  await work.run('task_add', { description: 'Held' });
  await work.run('task_add', { description: 'Open' });
  await runIn(work, 'failed', { number: 4 });
  await work.run('task_done', { id: '4' });
  const done = await work.run<Archived>('task_archive', { filter: '1,2,3,4,5' });
  expect(ids(done)).toEqual([1, 2, 3]);
  expect(done.kept).toEqual([
    { id: 4, why: 'run r1 refers to it' },
    { id: 5, why: 'it is pending' },
  ]);
  const { tasks } = await work.run<Archived>('task_archive_restore', { id: '2' });
  expect(tasks.map(({ id }) => id)).toEqual([2, 1]);
});

test('an instance stays as long as its series would create it again, and does not come back once it is archived', async () => {
  const work = await testWorkspace();
  await work.run('task_add', { description: 'Water', due: '2026-07-01', recur: 'weekly' });
  const made = async () =>
    (await work.run<{ tasks: Task[] }>('task_list', { filter: '+ANY -TEMPLATE', fields: 'id,due' })).tasks;
  const [first] = (await made()).sort((a, b) => a.id - b.id);
  await work.run('task_done', { id: String(first!.id) });
  expect((await work.refused('task_archive', { filter: String(first!.id) })).message).toContain(
    'its series would create it again',
  );
  for (let week = 0; week < 8; week++) {
    work.pass(7 * DAY);
    await made();
  }
  const count = (await made()).length;
  await work.run('task_archive', { filter: String(first!.id) });
  expect((await made()).length).toBe(count - 1);
  work.pass(-20 * DAY);
  expect((await made()).length).toBe(count - 1);
});

test('an import of what is archived makes nothing, and what refers to it is taken', async () => {
  const work = await testWorkspace();
  const rows = (more: string) =>
    `[{"id":"bd-1","title":"One","status":"closed","issue_type":"task","priority":1,"created_at":"2026-01-01T00:00:00Z","updated_at":"2026-01-02T00:00:00Z","closed_at":"2026-01-02T00:00:00Z"}${more}]`;
  const lines = (text: string) =>
    JSON.parse(text)
      .map((row: object) => JSON.stringify(row))
      .join('\n');
  await work.run('task_import', { from: `${lines(rows(''))}\n`, format: 'beads' });
  await work.run('task_archive');
  const exported = await work.run<{ tasks: { uuid: string }[] }>('task_archive_list', { filter: '+ANY' });
  const again = await work.run<{ added: number; unchanged: number; warnings: string[] }>('task_import', {
    from: `${lines(rows(',{"id":"bd-2","title":"Two","status":"open","issue_type":"task","priority":1,"created_at":"2026-01-01T00:00:00Z","updated_at":"2026-01-02T00:00:00Z","dependencies":[{"issue_id":"bd-2","depends_on_id":"bd-1","type":"blocks"}]}'))}\n`,
    format: 'beads',
  });
  expect(again).toMatchObject({ added: 1, unchanged: 1 });
  expect(again.warnings.join()).toContain('one row is an archived task and was left as they are: 1');
  const two = await work.run<{ record: Task; brief: { state: string } }>('task_info', { id: 2 });
  expect(two.record.depends).toEqual([exported.tasks[0]!.uuid]);
  expect(two.brief.state).toBe('ready');
  const { uuid } = exported.tasks[0]!;
  expect((await work.refused('task_import', { tasks: [{ uuid, description: 'One' }] })).message).toContain(
    'is archived',
  );
  await sound(work);
});

test('a setting archives by itself what was closed so many days ago, signed by the system; it is off at first', async () => {
  const work = await closed();
  await work.run('task_list');
  expect(work.opened.store.state.size('archive')).toBe(0);
  expect((await work.refused('setting_set', { name: 'archive.after', value: '10' }, agent('s1'))).code).toBe(
    'forbidden',
  );
  await work.run('setting_set', { name: 'archive.after', value: '10' }, ADA);
  work.pass(2 * 3_600_000);
  await work.run('task_list');
  expect(work.opened.store.state.size('task')).toBe(3);
  work.pass(DAY);
  await work.run('task_list');
  expect(work.opened.store.state.size('task')).toBe(1);
  expect(await work.text('task_history', { limit: 1 })).toMatch(/system:archive archive: /);
  await work.run('task_done', { id: '2' });
  work.pass(9 * DAY);
  await work.run('task_list');
  expect(work.opened.store.state.size('task')).toBe(1);
  work.pass(2 * DAY);
  await work.run('task_list');
  expect(work.opened.store.state.size('task')).toBe(0);
  await sound(work);
});

test('however often somebody archives, there are few files, and what they were made of goes after a day', async () => {
  const work = await testWorkspace();
  for (let n = 1; n <= 40; n++) {
    await work.run('task_add', { description: `Task ${n}` });
    await work.run('task_done', { id: String(n) });
    await work.run('task_archive', { filter: String(n) });
  }
  const { store } = work.opened;
  expect(store.state.size('archive')).toBeLessThanOrEqual(6);
  const files = () => readdirSync(join(store.dir, 'archive')).length;
  expect(files()).toBeGreaterThanOrEqual(40);
  work.pass(Date.now() - Date.parse('2026-07-30T14:30:00Z') + 2 * DAY);
  expect(await sound(work)).toMatchObject({ archived: 40 });
  expect(files()).toBe(store.state.size('archive'));
  expect(await work.text('task_archive_load', { filter: '17' })).toContain('Task 17');
});

test('attachments go along, and come back', async () => {
  const work = await closed();
  const file = join(work.folder, 'project', 'log.txt');
  writeFileSync(file, 'what it said');
  await work.run('attachment_add', { id: 1, path: file });
  const before = stateOf(work);
  await work.run('task_archive', { filter: '1' });
  expect(work.opened.store.state.size('attachment')).toBe(0);
  expect(await work.text('task_info', { id: 1 })).toContain('log.txt');
  await work.run('task_archive_restore', { id: '1' });
  expect(stateOf(work)).toBe(before);
});
