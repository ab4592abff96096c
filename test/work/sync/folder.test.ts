import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { encode, encodingOf } from '../../../src/sources/index.ts';
import { ground } from './ground.ts';

const CONFIG = 'project_name: "Ferry"\nstatuses: ["To Do", "In Progress", "Done"]\ntask_prefix: "task"\n';

const task = (id: number, title: string, more = '', body = '') =>
  `---\nid: TASK-${id}\ntitle: ${title}\nstatus: To Do\nassignee: []\ncreated_date: '2026-11-20 16:18'\nlabels: []\ndependencies: []\n${more}---\n\n## Description\n\n<!-- SECTION:DESCRIPTION:BEGIN -->\nText of ${id}.\n<!-- SECTION:DESCRIPTION:END -->\n${body}`;

const AC =
  '\n## Acceptance Criteria\n<!-- AC:BEGIN -->\n- [ ] #1 It floats\n<!-- AC:END -->\n\n## Own section\n\nKept.\n';

/** A folder of Backlog.md as a source. */
async function project(files: Readonly<Record<string, string>>) {
  const made = await ground();
  const { work } = made;
  const folder = join(work.folder, 'project/backlog');
  for (const [path, text] of Object.entries({ 'config.yml': CONFIG, ...files })) {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  await work.run('source_add', { service: 'backlog.md', list: folder, name: 'md' });
  const sync = (verb = 'sync') =>
    work.run<{ conflicts: { field: string }[]; refused: unknown[]; told: string[] }>(`source_${verb}`, { name: 'md' });
  const at = (path: string) => join(folder, path);
  const text = (path: string) => readFileSync(at(path), 'utf8');
  const edit = (path: string, from: string | RegExp, to: string) =>
    writeFileSync(at(path), text(path).replace(from, to));
  return { ...made, folder, sync, at, text, edit, run: work.run };
}

const QUIET = { added: [], changed: [], pushed: [], conflicts: [], refused: [], told: [] };
const ONE = 'tasks/task-1 - One.md';
const TWO = 'tasks/task-2 - Two.md';

test('a folder of Backlog.md is kept in step both ways, file by file; what Backlog does not know stays', async () => {
  const own = task(1, 'One', 'labels_x: [a]\nordinal: 1000\n', AC);
  const { run, sync, text, edit, tasks } = await project({
    [ONE]: own,
    [TWO]: task(2, 'Two', 'priority: high\n')
      .replace('dependencies: []', 'dependencies:\n  - TASK-1\n  - TASK-99')
      .replaceAll('\n', '\r\n'),
  });
  expect(await sync()).toMatchObject({ added: [{ id: 1 }, { id: 2 }], refused: [] });
  expect(text(ONE)).toBe(own);
  expect(await sync()).toMatchObject(QUIET);
  const [first, second] = await tasks();
  expect([first?.docs?.spec, second?.priority, second?.depends]).toEqual(['Text of 1.', 'H', [first?.uuid]]);
  await run('task_modify', {
    filter: '1',
    description: 'One: "new"',
    tags: ['a-b'],
    agent: 'kim',
    due: '2026-12-24T10:00:00Z',
  });
  await run('task_doc_write', { id: 1, content: 'New\n\n## text' });
  await run('task_modify', { filter: '2', priority: 'L' });
  edit(TWO, 'title: Two', 'title: Second');
  expect(await sync()).toMatchObject({ conflicts: [], refused: [], told: [] });
  const now = text(ONE);
  expect(now).toContain('title: "One: \\"new\\""\n');
  expect(now).toContain('labels:\n  - a-b\n');
  expect(now).toContain('due_date: "2026-12-24 10:00"');
  expect(now).toContain('New\n\n## text\n<!-- SECTION:DESCRIPTION:END -->');
  for (const kept of ['labels_x: [a]', 'ordinal: 1000', '## Own section\n\nKept.\n']) expect(now).toContain(kept);
  expect(text(TWO)).toContain('priority: low\r\n');
  expect(text(TWO)).toContain('  - TASK-99\r\n');
  expect((await tasks())[1]?.description).toBe('Second');
  expect(await sync()).toMatchObject(QUIET);
});

test('files of a folder keep their encodings, also when they move', async () => {
  const { run, sync, at } = await project({ [ONE]: task(1, 'One'), [TWO]: task(2, 'Two') });
  const files = [
    [ONE, 'utf16le', 'tasks/task-1 - One.md'],
    [TWO, 'utf8-bom', 'archive/tasks/task-2 - Two.md'],
  ] as const;
  for (const [path, encoding] of files) writeFileSync(at(path), encode(readFileSync(at(path), 'utf8'), encoding));
  await sync();
  await run('task_modify', { filter: '1', priority: 'H' });
  await run('task_delete', { id: '2' });
  await sync();
  for (const [, encoding, now] of files) expect(encodingOf(readFileSync(at(now))), now).toBe(encoding);
});

test('states and places go both ways: done, archived, reopened; new tasks become files', async () => {
  const { run, sync, at, text, edit, tasks, folder } = await project({ [ONE]: task(1, 'One'), [TWO]: task(2, 'Two') });
  await sync();
  await run('task_done', { id: '1' });
  await run('task_delete', { id: '2' });
  await run('task_add', { description: 'Three / new?', priority: 'M', depends: ['1'] });
  await run('source_push', { name: 'md', only: '' });
  expect(text(ONE)).toContain('status: Done');
  expect(readdirSync(join(folder, 'archive/tasks'))).toEqual(['task-2 - Two.md']);
  expect(existsSync(at(TWO))).toBe(false);
  const three = 'tasks/task-3 - Three-new.md';
  expect(text(three)).toContain('id: TASK-3\ntitle: "Three / new?"\nstatus: To Do\n');
  expect(text(three)).toContain('dependencies:\n  - TASK-1\n');
  expect(await sync()).toMatchObject(QUIET);
  renameSync(at(ONE), at('tasks/task-1 - Renamed.md'));
  edit(three, 'status: To Do', 'status: In Progress');
  expect(await sync()).toMatchObject({ added: [], conflicts: [] });
  await run('task_modify', { filter: '1', status: 'pending' });
  await sync();
  expect(text('tasks/task-1 - Renamed.md')).toContain('status: To Do');
  expect((await tasks()).map(({ status }) => status)).toEqual(['pending', 'deleted', 'pending']);
  expect(await sync()).toMatchObject(QUIET);
});

test('both sides changed: a conflict with both values, decided by the command', async () => {
  const { run, sync, text, edit } = await project({ [ONE]: task(1, 'One') });
  await sync();
  await run('task_modify', { filter: '1', description: 'Mine' });
  edit(ONE, 'title: One', 'title: Yours');
  expect((await sync()).conflicts).toMatchObject([{ field: 'description' }]);
  expect(await run('source_conflicts')).toMatchObject({ conflicts: [{ source: 'md', here: 'Mine', there: 'Yours' }] });
  await run('source_resolve', { id: 1, side: 'here' });
  await sync();
  expect(text(ONE)).toContain('title: Mine\n');
});

test('a broken file changes nothing of its task, and is told; a missing folder, a link and no project are refused', async () => {
  const { work, run, sync, text, edit, folder, tasks } = await project({
    [ONE]: task(1, 'One'),
    [TWO]: task(2, 'Two'),
  });
  await sync();
  edit(ONE, 'labels: []', 'labels: [a');
  const broken = text(ONE);
  await run('task_modify', { filter: '1', description: 'Mine' });
  expect((await sync()).refused).toHaveLength(1);
  expect(text(ONE)).toBe(broken);
  expect((await tasks()).map(({ status }) => status)).toEqual(['pending', 'pending']);
  renameSync(folder, `${folder}2`);
  expect((await work.refused('source_sync', { name: 'md' })).hint).toContain('source update NAME --path FOLDER');
  await run('source_update', { name: 'md', path: `${folder}2` });
  expect((await sync()).refused).toHaveLength(1);
  mkdirSync(join(work.folder, 'project/other'));
  const add = (list: string) => work.refused('source_add', { service: 'backlog.md', list });
  expect((await add(join(work.folder, 'project/other'))).message).toContain('expected a folder of Backlog.md');
  expect((await add(`${folder}2`)).code).toBe('conflict');
  // A new task would be written behind a link that leads elsewhere.
  mkdirSync(join(work.folder, 'elsewhere'));
  mkdirSync(join(work.folder, 'project/linked'));
  writeFileSync(join(work.folder, 'project/linked/config.yml'), CONFIG);
  symlinkSync(join(work.folder, 'elsewhere'), join(work.folder, 'project/linked/tasks'));
  await run('source_add', { service: 'backlog.md', list: join(work.folder, 'project/linked'), name: 'linked' });
  expect((await work.refused('source_push', { name: 'linked', only: '' })).code).toMatch(/forbidden|conflict/);
  expect(readdirSync(join(work.folder, 'elsewhere'))).toEqual([]);
});

test('two files with one id are refused by name and stay; the rest is kept in step, also when the copy comes later', async () => {
  const { run, sync, at, text, edit, tasks } = await project({
    [ONE]: task(1, 'One'),
    [TWO]: task(2, 'Two'),
    'tasks/task-2 - dup.md': task(2, 'Copy'),
  });
  const twins = [/tasks\/task-2 - .*tasks\/task-2 - .*same id TASK-2/, /tasks\/task-2 - .*tasks\/task-2 - /];
  const whys = (answer: Awaited<ReturnType<typeof sync>>) =>
    (answer.refused as { why: string }[]).map(({ why }) => why);
  const first = await sync();
  expect(first).toMatchObject({ added: [{ description: 'One' }], told: [] });
  expect(whys(first)).toEqual(twins.map((one) => expect.stringMatching(one)));
  renameSync(at('tasks/task-2 - dup.md'), at('copy.txt'));
  expect(await sync()).toMatchObject({ added: [{ description: 'Two' }], refused: [] });
  writeFileSync(at('tasks/task-2 - dup.md'), text('copy.txt'));
  await run('task_modify', { filter: 'description:Two', priority: 'H' });
  edit(ONE, 'title: One', 'title: First');
  const later = await sync();
  expect(later).toMatchObject({ changed: [{ description: 'First' }], added: [], conflicts: [], told: [] });
  expect(whys(later)).toEqual(twins.map((one) => expect.stringMatching(one)));
  expect(text(TWO)).toBe(task(2, 'Two'));
  renameSync(at('tasks/task-2 - dup.md'), at('copy.txt'));
  expect(await sync()).toMatchObject({ refused: [], told: [] });
  expect(text(TWO)).toContain('priority: high');
  expect((await tasks()).map(({ status }) => status)).toEqual(['pending', 'pending']);
});

test('a box that a person ticked stays ticked without a date in the file; headings in a code fence are text', async () => {
  const fence = '\nBefore.\n\n```md\n## Acceptance Criteria\n- [ ] no criterion\n<!-- AC:BEGIN -->\n```\n';
  const body = `${fence}${AC.replace('- [ ] #1', '- [x] #1')}`;
  const { run, sync, text, tasks } = await project({ [ONE]: task(1, 'One', '', body).replace(/created_date.*\n/, '') });
  await sync();
  expect((await tasks())[0]?.acceptance).toMatchObject([{ text: 'It floats' }]);
  await run('task_modify', { filter: '1', acceptance: ['It floats', 'It sails'] });
  await sync();
  expect(text(ONE)).toContain('- [x] #1 It floats\n- [ ] #2 It sails\n<!-- AC:END -->');
  expect(text(ONE)).toContain(fence);
  expect(await sync()).toMatchObject({ pushed: [], conflicts: [], refused: [] });
});

test('an id is one with and without zeros: a folder that begins to write them doubles no task, and two files of it are twins', async () => {
  const depends = (id: string) => task(2, 'Two').replace('dependencies: []', `dependencies:\n  - ${id}`);
  const { sync, at, text, tasks } = await project({ [ONE]: task(1, 'One'), [TWO]: depends('task-01') });
  await sync();
  const [first, second] = await tasks();
  expect(second?.depends).toEqual([first?.uuid]);
  writeFileSync(at(ONE), text(ONE).replace('TASK-1', 'TASK-001'));
  expect(await sync()).toMatchObject(QUIET);
  writeFileSync(at('tasks/task-01 - dup.md'), task(1, 'Copy').replace('TASK-1', 'task-01'));
  expect((await sync()).refused).toEqual(
    Array(2).fill(expect.objectContaining({ why: expect.stringContaining('same id') })),
  );
  expect(await tasks()).toHaveLength(2);
});

test('the file of a closed task that is removed takes no dependency from another one', async () => {
  const waits = task(2, 'Two').replace('dependencies: []', 'dependencies:\n  - TASK-1');
  const { run, sync, at, text, tasks } = await project({ [ONE]: task(1, 'One'), [TWO]: waits });
  await sync();
  await run('task_done', { id: '1' });
  await sync();
  rmSync(at(ONE));
  const depends = async () => (await tasks()).find(({ description }) => description === 'Two')?.depends?.length;
  for (let i = 0; i < 3; i++) {
    expect(await sync()).toMatchObject({ conflicts: [], refused: [] });
    expect(await depends()).toBe(1);
  }
  await run('task_add', { description: 'Three' });
  await run('task_modify', { filter: '2', depends: '+3' });
  await run('source_push', { name: 'md', only: '' });
  expect(text(TWO)).toContain('dependencies:\n  - TASK-1\n  - TASK-3\n');
  writeFileSync(at(TWO), text(TWO).replace('  - TASK-1\n', ''));
  await sync();
  expect(await depends()).toBe(1);
});
