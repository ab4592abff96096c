import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ADA, testWorkspace } from '../../support/workspace.ts';
import { ground, NOTHING, plainOf } from '../sync/ground.ts';

test('the list of sources has the files that sync keeps equal', async () => {
  const work = await testWorkspace();
  const file = join(work.folder, 'TODO.md');
  writeFileSync(file, '- [ ] One\n- [ ] Two\n');
  await work.run('task_sync', { file });
  await work.run('source_add', { service: 'github', list: 'acme/app' });
  expect(await work.run('source_list')).toMatchObject({
    sources: [
      { name: 'app', kind: 'github' },
      { name: 'TODO.md', kind: 'file', linked: 2, pushes: true },
    ],
  });
});

interface Steps {
  added: unknown[];
  changed: unknown[];
  pushed: unknown[];
  conflicts: { id: number; field: string }[];
}

/** A file as a source, which has one task in step. */
async function inStep(text = '- [ ] One\n') {
  const made = await ground(text);
  const { run } = made.work;
  await run('source_add', { service: 'markdown', list: made.file, name: 'todo' });
  const step = (verb: string) => run<Steps>(`source_${verb}`, { name: 'todo' });
  await step('sync');
  return { ...made, run, step };
}

test('pull brings only what the file changed, push only what the queue changed; sync FILE then finds nothing', async () => {
  const { run, step, edit, read, sync, tasks } = await inStep('- [ ] One\n- [ ] Two\n');
  await run('task_modify', { filter: '1', description: 'First' });
  edit('Two', 'Second');
  edit(/$/, '- [ ] Third\n');
  const before = read();
  expect(await step('pull')).toMatchObject({ added: [{ id: 3 }], changed: [{ id: 2 }], pushed: [], conflicts: [] });
  // A new line gets its mark, because it would become a second task.
  expect(plainOf(read())).toBe(plainOf(before));
  expect((await tasks()).map(({ description }) => description)).toEqual(['First', 'Second', 'Third']);
  edit('Second', 'Last');
  edit(/$/, '- [ ] Fourth\n');
  expect(await step('push')).toMatchObject({ added: [], changed: [], pushed: [{ id: 1 }] });
  expect(plainOf(read())).toBe('- [ ] First\n- [ ] Last\n- [ ] Third\n- [ ] Fourth\n');
  expect((await tasks()).map(({ description }) => description)).toEqual(['First', 'Second', 'Third']);
  expect(await sync()).toMatchObject({ toQueue: [{ id: 2 }, { id: 4 }], toFile: [], undecided: [] });
  expect(await sync()).toMatchObject(NOTHING);
});

test('without its file, pull writes nothing and says so, and push writes the open tasks that it had', async () => {
  const { work, run, step, file, read, sync } = await inStep('- [ ] One\n- [ ] Two\n- [ ] Three\n');
  await run('task_done', { id: '3' });
  rmSync(file);
  const refused = await work.refused('source_pull', { name: 'todo' });
  expect([refused.code, refused.hint]).toEqual([
    'not-found',
    'If it was moved: `backlog source update todo --path FILE`. To write its open tasks into a new file: `backlog source push todo`',
  ]);
  expect(existsSync(file)).toBe(false);
  expect(await work.text('source_push', { name: 'todo', dry_run: true })).toContain('todo: would make the file');
  expect(existsSync(file)).toBe(false);
  expect(await step('push')).toMatchObject({ file: 'made', pushed: [{ id: 1 }, { id: 2 }] });
  expect(plainOf(read())).toBe('# Tasks\n\n- [ ] One\n- [ ] Two\n');
  expect(await sync()).toMatchObject(NOTHING);
});

test('a push that makes a file without tasks says so', async () => {
  const { work } = await ground();
  await work.run('source_add', { service: 'markdown', list: join(work.folder, 'project/NEW.md'), name: 'new' });
  expect(await work.text('source_push', { name: 'new' })).toBe('new: made the file, because there was none.');
  expect(await work.text('source_push', { name: 'new' })).toBe('new: nothing changed.');
});

test.each(['here', 'there'] as const)(
  'a conflict is a record with both values, which %s decides, and undo opens again',
  async (side) => {
    const { run, step, edit, read, tasks, sync } = await inStep();
    await run('task_modify', { filter: '1', description: 'Mine', priority: 'H' });
    edit('One', 'Yours');
    expect((await step('sync')).conflicts).toEqual([{ id: 1, description: 'Mine', field: 'description' }]);
    const conflicts = async () => (await run<{ conflicts: object[] }>('source_conflicts', { name: 'todo' })).conflicts;
    const both = { source: 'todo', id: 1, field: 'description', here: 'Mine', there: 'Yours' };
    expect(await conflicts()).toMatchObject([{ ...both, thereAt: expect.any(String) }]);
    // The same conflict makes no second record.
    expect(await sync()).toMatchObject({ written: false });
    expect(await run('source_list')).toMatchObject({ sources: [{ name: 'todo', conflicts: 1 }] });
    await run('source_resolve', { id: 1, side, source: 'todo' });
    expect(await conflicts()).toEqual([]);
    await run('task_undo');
    expect(await conflicts()).toMatchObject([both]);
    await run('source_resolve', { id: 1, side });
    await step('sync');
    const kept = side === 'here' ? 'Mine' : 'Yours';
    expect((await tasks())[0]?.description).toBe(kept);
    expect(read()).toContain(kept);
    expect(await sync()).toMatchObject(NOTHING);
    const { conflicts: all } = await run<{ conflicts: object[] }>('source_conflicts', { all: true });
    expect(all).toMatchObject([{ ...both, resolved: { side, actor: 'human:ada' } }]);
  },
);

test('a side that sync FILE was told decides the record, too', async () => {
  const { run, step, edit, sync } = await inStep();
  await run('task_modify', { filter: '1', description: 'Mine' });
  edit('One', 'Yours');
  await step('sync');
  await sync({ theirs: true, ids: '1' });
  expect(await run('source_conflicts', { all: true })).toMatchObject({ conflicts: [{ resolved: { side: 'there' } }] });
});

test('a file is shown, checked, disabled for sync FILE, too, and removed; it stays', async () => {
  const { work, run, step, read, file, sync } = await inStep();
  expect(await work.text('source_show', { name: 'todo' })).toContain('Tasks: 1, conflicts: 0, enabled');
  expect(await run('source_validate', { name: 'todo' })).toMatchObject({ mayWrite: true, problems: [] });
  await run('source_disable', { name: 'todo' });
  expect((await work.refused('task_sync', { file })).hint).toBe('Enable it: `backlog source enable todo`');
  await run('source_enable', { name: 'todo' });
  expect(await step('sync')).toMatchObject({ added: [], changed: [], pushed: [] });
  expect((await work.refused('source_add', { service: 'markdown', list: file })).code).toBe('conflict');
  expect(await run('source_remove', { name: 'todo' })).toMatchObject({ linked: 1 });
  expect(read()).toContain('One');
  expect(await run('source_list')).toEqual({ sources: [] });
  expect(await sync()).toMatchObject({ undecided: [] });
});

test('what is no file of a format is refused with a line', async () => {
  const { work, file } = await ground('- [ ] One\n');
  const add = (input: object) => work.refused('source_add', input);
  expect((await add({ service: 'json', list: file })).message).toContain('is no file of json');
  expect((await add({ service: 'markdown', list: file, close: 'never' })).message).toBe('a file has no `close`');
});

/** Makes files of this name in folders, and names the sources of all files, in the order of their paths. */
async function namesakes(name: string, ...folders: string[]) {
  const { work } = await ground();
  const place = (folder: string) => join(work.folder, 'project', folder, name);
  for (const folder of folders) {
    mkdirSync(join(work.folder, 'project', folder));
    writeFileSync(place(folder), `- [ ] In ${folder}\n`);
  }
  const names = async () => {
    const { sources } = await work.run<{ sources: { name: string; state: string }[] }>('source_list');
    return sources.map((one) => (one.state === 'disabled' ? `${one.name}, disabled` : one.name));
  };
  return { work, place, names };
}

test('a file keeps its name as a source, whatever files and services come and go', async () => {
  const { work, place, names } = await namesakes('TODO.md', 'a', 'b', 'c');
  await work.run('task_sync', { file: place('b') });
  await work.run('task_sync', { file: place('a') });
  await work.run('source_add', { service: 'markdown', list: place('c') });
  expect(await names()).toEqual(['TODO.md-2', 'TODO.md', 'TODO.md-3']);
  await work.run('source_disable', { name: 'todo.md' });
  expect(await names()).toEqual(['TODO.md-2', 'TODO.md, disabled', 'TODO.md-3']);
  await work.run('source_remove', { name: 'TODO.md' });
  expect(await names()).toEqual(['TODO.md-2', 'TODO.md-3']);
  const add = (input: object) => work.refused('source_add', { service: 'github', list: 'acme/app', ...input });
  expect((await add({ name: 'todo.MD-3' })).message).toBe('there is a source TODO.md-3 already');
  const again = { service: 'markdown', list: place('b'), name: 'Todo.md-2' };
  expect((await add(again)).message).toBe('there is a source TODO.md-2 already');
  await work.run('source_add', { service: 'github', list: 'acme/app', name: 'app' });
  expect((await add({ ...again, name: 'APP' })).message).toBe('there is a source app already');
});

test('a file that was synchronised before files had stored names keeps its name, too', async () => {
  const { work, place, names } = await namesakes('TODO.md', 'a', 'b', 'c');
  for (const folder of ['b', 'c']) await work.run('task_sync', { file: place(folder) });
  await work.opened.context(ADA).write('given', (tx) => {
    for (const [key, { name: _, ...sync }] of [...tx.all('sync')]) tx.put('sync', key, sync);
  });
  expect(await names()).toEqual(['TODO.md', 'TODO.md-2']);
  await work.run('task_sync', { file: place('a') });
  expect(await names()).toEqual(['TODO.md-3', 'TODO.md', 'TODO.md-2']);
  await work.run('source_remove', { name: 'TODO.md' });
  expect(await names()).toEqual(['TODO.md-3', 'TODO.md-2']);
});

test('a line break in the name of a file makes no line of its own', async () => {
  const { work, place, names } = await namesakes('a\nb  5 tasks.md', 'a');
  await work.run('task_sync', { file: place('a') });
  const [name] = await names();
  expect(name).toBe('a b  5 tasks.md');
  for (const [command, input] of [
    ['source_list', {}],
    ['source_disable', { name }],
    ['source_enable', { name }],
    ['source_push', { name }],
    ['source_remove', { name, dry_run: true }],
  ] as const)
    expect((await work.text(command, input)).split('\n'), command).toHaveLength(1);
  expect((await work.text('source_show', { name })).split('\n')[0]).toContain(`${name}: `);
  const again = { service: 'markdown', list: join(work.folder, 'project/c.md') };
  for (const wrong of ['a\nb', ' ', '-x'])
    expect((await work.refused('source_add', { ...again, name: wrong })).message).toContain(
      'expected a name of letters',
    );
  // A record of an earlier program can have any name.
  await work.opened.context(ADA).write('given', (tx) => {
    for (const [key, sync] of [...tx.all('sync')]) tx.put('sync', key, { ...sync, name: 'x\ny' });
  });
  expect(await names()).toEqual(['x y']);
});
