import { copyFileSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Task } from '../../../src/domain/task/task.ts';
import type { SyncResult } from '../../../src/report/sync-result.ts';
import { syncFile } from '../../../src/work/sync/sync-file.ts';
import type { Write } from '../../../src/work/workspace/context.ts';
import { ADA, testWorkspace } from '../../support/workspace.ts';
import { ground, NOTHING, plainOf } from './ground.ts';

describe('a marked file that was never synchronised', () => {
  /** Returns a copy of a synchronised file, whose task the queue has changed since then. */
  async function copied(line: string, change: (run: Awaited<ReturnType<typeof ground>>['work']['run']) => unknown) {
    const made = await ground(`# L\n\n${line}\n- [ ] Other\n`);
    await made.sync();
    const copy = join(made.work.folder, 'project', 'COPY.md');
    copyFileSync(made.file, copy);
    await change(made.work.run);
    await made.sync();
    const sync = (input: object = {}) => made.work.run<SyncResult>('task_sync', { file: copy, ...input });
    return { ...made, copy, sync };
  }

  test('reopens and completes nothing unasked, at every later call', async () => {
    const { sync, tasks, copy } = await copied('- [x] Done', (run) =>
      run('task_modify', { filter: '1', status: 'pending' }),
    );
    for (const _ of [1, 2]) {
      const result = await sync();
      expect(result.toQueue).toEqual([]);
      expect(result.undecided).toEqual([
        expect.objectContaining({ kind: 'field', id: 1, field: 'status', queue: 'pending', file: 'completed' }),
      ]);
      expect(result.undecided[0]!.message).toMatch(/^status: differs, and no earlier sync of this file/);
    }
    await sync({ ours: true });
    expect((await tasks())[0]!.status).toBe('pending');
    expect(plainOf(readFileSync(copy, 'utf8'))).toContain('- [ ] Done');
    expect(await sync()).toMatchObject(NOTHING);
  });

  test('brings back no field that the queue cleared, and takes it if asked', async () => {
    const { sync, tasks } = await copied('- [ ] Fix #bug\n  - due: 2026-12-24', (run) =>
      run('task_modify', { filter: '1', due: '', tags: '-bug' }),
    );
    expect((await sync()).undecided.map(({ field }) => field)).toEqual(['tags', 'due']);
    expect((await sync()).undecided.map(({ field }) => field)).toEqual(['tags', 'due']);
    await sync({ theirs: true });
    expect((await tasks())[0]).toMatchObject({ tags: ['bug'], due: '2026-12-24' });
    expect(await sync()).toMatchObject(NOTHING);
  });

  test('clears with the side of the file what its lines lack', async () => {
    const { sync, tasks } = await copied('- [ ] Fix', (run) => run('task_modify', { filter: '1', priority: 'H' }));
    await sync({ theirs: true });
    expect((await tasks())[0]).not.toHaveProperty('priority');
    expect(await sync()).toMatchObject(NOTHING);
  });

  test('gets the fields that its lines lack', async () => {
    const { sync, copy } = await copied('- [ ] Fix', (run) => run('task_modify', { filter: '1', priority: 'H' }));
    expect(await sync()).toMatchObject({ toQueue: [], toFile: [{ id: 1, fields: ['priority'] }], undecided: [] });
    expect(readFileSync(copy, 'utf8')).toContain('  - priority: H\n');
  });

  test('is equal where its values are, in another workspace and under another name', async () => {
    const text =
      '# L\n\n- [ ] Fix #bug 📅 2026-12-24\n  Details.\n- [x] Done\n\n## web\n\n- [ ] Parent\n  - [ ] Child\n';
    const { work, file, sync, tasks } = await ground(text);
    await sync();
    const restored = await testWorkspace();
    await restored.run('task_import', { tasks: await work.text('task_export', {}) });
    const before = (await restored.run<{ tasks: Task[] }>('task_export')).tasks;
    const clone = join(restored.folder, 'project', 'TODO.md');
    copyFileSync(file, clone);
    for (const _ of [1, 2]) expect(await restored.run('task_sync', { file: clone })).toMatchObject(NOTHING);
    expect((await restored.run<{ tasks: Task[] }>('task_export')).tasks).toEqual(before);
    const renamed = join(work.folder, 'project', 'PLAN.md');
    renameSync(file, renamed);
    const unchanged = await tasks();
    for (const _ of [1, 2]) expect(await work.run('task_sync', { file: renamed })).toMatchObject(NOTHING);
    expect(await tasks()).toEqual(unchanged);
  });
});

describe('a line whose task is gone, with lines below it', () => {
  const NEST = '# L\n\n- [ ] Parent job\n  - [ ] Child job\n';

  test('is removed with them', async () => {
    const { work, sync, read } = await ground(NEST);
    await sync();
    await work.run('task_undo');
    await sync({ ours: true });
    expect(plainOf(read())).toBe('# L\n\n');
    expect(await sync()).toMatchObject(NOTHING);
  });

  test('stays while one of them stays, at every call, and says so', async () => {
    const { work, sync, read, tasks } = await ground(NEST);
    await sync();
    const text = read();
    const [parent, child] = await tasks();
    await work.run('task_modify', { filter: String(child!.id), parent: '' });
    await work.opened.store.write({ actor: ADA.actor, command: 'given' }, (tx) => tx.remove('task', parent!.uuid));
    for (const _ of [1, 2]) {
      const { undecided } = await sync({ ours: true, ids: parent!.uuid });
      expect(undecided).toContainEqual(
        expect.objectContaining({ kind: 'gone', line: 3, message: expect.stringContaining('below it') }),
      );
    }
    expect(read().split('\n')[2]).toBe(text.split('\n')[2]);
    expect((await tasks()).map(({ description }) => description)).toEqual(['Child job']);
  });
});

test('a changed line of an archived task is named at every call, until the task is restored', async () => {
  const { work, sync, edit, tasks } = await ground('# L\n\n- [ ] Alpha\n- [ ] Beta\n');
  await sync();
  await work.run('task_done', { id: 1 });
  await sync();
  await work.run('task_archive', { filter: '1' });
  expect(await sync()).toMatchObject(NOTHING);
  edit('- [x] Alpha', '- [ ] Alpha work again');
  for (const _ of [1, 2])
    expect((await sync()).undecided).toEqual([
      expect.objectContaining({
        ...{ kind: 'gone', id: 1, line: 3, message: expect.stringContaining('archived') },
        say: [expect.stringContaining('task_archive_restore 1')],
      }),
    ]);
  await work.run('task_archive_restore', { id: 1 });
  expect(await sync()).toMatchObject({ toQueue: [{ id: 1, fields: ['description', 'status'] }], undecided: [] });
  expect((await tasks())[0]).toMatchObject({ description: 'Alpha work again', status: 'pending' });
});

describe('a task that changes between the plan and the commit', () => {
  /** Synchronises the file, and changes the queue just before the third transaction, which is the first commit. */
  async function syncDuring({ work, file }: Awaited<ReturnType<typeof ground>>, change: () => Promise<unknown>) {
    const context = work.opened.context(ADA);
    let calls = 0;
    const write: Write = async (step) => {
      if (++calls === 3) await change();
      return context.write('task_sync', step);
    };
    const named = { said: file, file, use: 'over' as const, line: `backlog sync ${file}` };
    return syncFile(context, write, named, {
      ...{ only: undefined, side: undefined, ids: new Set(), delete: false, dryRun: false },
      lead: async () => ({ release: async () => undefined }),
    });
  }

  test('is no change of the queue, and the conflict of the second pass is in the answer', async () => {
    const made = await ground('# L\n\n- [ ] Alpha\n- [ ] Beta\n');
    await made.sync();
    made.edit('Alpha', 'Alpha there');
    made.edit('Beta', 'Beta there');
    const result = await syncDuring(made, () =>
      made.work.run('task_modify', { filter: '1', description: 'Alpha here' }),
    );
    expect(result.toQueue).toEqual([expect.objectContaining({ id: 2, fields: ['description'] })]);
    expect(result.undecided).toEqual([
      expect.objectContaining({ id: 1, field: 'description', queue: 'Alpha here', file: 'Alpha there' }),
    ]);
    expect((await made.tasks()).map(({ description }) => description)).toEqual(['Alpha here', 'Beta there']);
  });

  test.each([
    ['changed', 'Other details.'],
    ['removed', ''],
  ])('in its spec is not overwritten by one that was %s in the file', async (_, text) => {
    const made = await ground('# L\n\n- [ ] Alpha\n  Details.\n');
    await made.sync();
    made.edit(/ {2}Details\.\n/, text && `  ${text}\n`);
    const result = await syncDuring(made, () =>
      made.work.run('task_doc_write', { id: 1, content: 'Details of the queue.' }),
    );
    expect(result.toQueue).toEqual([]);
    expect(result.undecided).toEqual([
      expect.objectContaining({ id: 1, field: 'spec', queue: 'Details of the queue.' }),
    ]);
    expect((await made.tasks())[0]!.docs?.spec).toBe('Details of the queue.');
  });
});

test('the command of a criterion is synchronised with its text, both ways, and is no agreement', async () => {
  const { work, sync, edit, read, tasks } = await ground(
    '- [ ] Work\n  - acceptance:\n    - [ ] it works --by npm test\n',
  );
  await sync();
  expect(await sync()).toMatchObject(NOTHING);
  const criteria = async () => (await tasks())[0]!.acceptance!.map(({ text, by }) => [text, by]);
  expect(await criteria()).toEqual([['it works', 'npm test']]);
  edit('npm test', 'npm run all');
  await sync();
  expect(await criteria()).toEqual([['it works', 'npm run all']]);
  await work.run('task_modify', { filter: '1', acceptance: ['it works --by unit', 'it is fast'] });
  await sync();
  expect(plainOf(read())).toContain('- [ ] it works --by unit\n');
  expect(await sync()).toMatchObject(NOTHING);
  await work.run('task_annotate', { id: 1, criterion: '1', text: 'seen' });
  await sync();
  expect(plainOf(read())).toContain('- [x] it works --by unit\n');
  expect(await sync()).toMatchObject(NOTHING);
  expect([...work.opened.store.state.all('setting')]).toEqual([]);
});
