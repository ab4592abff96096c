import { existsSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Task } from '../../src/domain/task/task.ts';
import { examineStore } from '../../src/store/doctor/store.ts';
import { type TestWorkspace, testWorkspace } from '../support/workspace.ts';

const DAY_S = 86_400;

/** The blobs of the store, each made as old as two days. */
function blobs({ folder }: TestWorkspace): string[] {
  const root = join(folder, 'store/blobs');
  if (!existsSync(root)) return [];
  const files = readdirSync(root).flatMap((name) => readdirSync(join(root, name)).map((sha) => join(root, name, sha)));
  const then = Date.now() / 1000 - 2 * DAY_S;
  for (const file of files) utimesSync(file, then, then);
  return files;
}

async function purged() {
  const work = await testWorkspace();
  work.pass(Date.now() - Date.parse('2026-07-30T14:30:00Z'));
  await work.run('task_add', { description: 'Secret', spec: 'the password is hunter2' });
  await work.run('task_doc_write', { id: 1, content: 'the password is hunter3' });
  await work.run('task_add', { description: 'Shares a text', spec: 'shared' });
  await work.run('task_doc_write', { id: 1, name: 'more', content: 'shared' });
  await work.run('task_delete', { id: 1 });
  return { ...work, told: await work.text('task_purge', { id: 1 }) };
}

test('purge says what goes and what stays', async () => {
  const { told } = await purged();
  expect(told).toMatch(/^Purged #1 Secret, with its document spec, document more\. Undo can't restore it\.$/m);
  expect(told).toMatch(/Its past changes stay in the history/);
});

test('an undone addition removes its task, and is not told as purged', async () => {
  const { run, text } = await testWorkspace();
  await run('task_add', { description: 'Secret' });
  expect(await text('task_undo', { dry_run: true })).toMatch(/1 "Secret" removed$/);
});

test('undo refuses to bring a purged task back, by name; so does the undo of what was done to it before', async () => {
  const { refused, opened, text } = await purged();
  const purge = opened.store.state.seq;
  for (const input of [{}, { commit: purge }]) {
    const error = await refused('task_undo', input);
    expect(error.code).toBe('forbidden');
    expect(error.message).toMatch(
      /change \d+ \(task_purge, human:ada\) purged .*task Secret, and purging can't be undone/,
    );
  }
  const before = await refused('task_undo', { commit: purge - 1 });
  expect(before.message).toContain('the whole record of #1 Secret by');
  expect(await text('task_count', { filter: 'status.any:' })).toBe('1');
});

test('its texts go when the store is looked after, those that another document names stay, and the doctor misses nothing', async () => {
  const work = await purged();
  const { opened, text } = work;
  expect(blobs(work)).toHaveLength(3);
  await opened.store.maintain({ force: true });
  expect(blobs(work)).toHaveLength(1);
  expect(await text('task_doc_read', { id: 2 })).toBe('shared');
  expect(await examineStore(opened.store.dir)).toMatchObject({ ok: true });
});

test('a purged text that somebody writes again stays', async () => {
  const work = await purged();
  await work.run('task_doc_write', { id: 2, content: 'the password is hunter2' });
  blobs(work);
  await work.opened.store.maintain({ force: true });
  expect(await work.text('task_doc_read', { id: 2 })).toBe('the password is hunter2');
});

test('what was taken off the task, replaced or undone before it was purged goes, too; what another task has now stays', async () => {
  const work = await testWorkspace();
  const { run, text, opened, pass } = work;
  pass(Date.now() - Date.parse('2026-07-30T14:30:00Z'));
  const attach = (id: number, file: string, content: string, more = {}) =>
    run('attachment_add', { id, file, content: Buffer.from(content).toString('base64'), ...more });
  await run('task_add', { description: 'Secret' });
  await run('task_add', { description: 'Other' });
  await attach(1, 'removed.txt', 'key 1');
  await run('attachment_remove', { id: 1, file: 'removed.txt' });
  await attach(1, 'replaced.txt', 'key 2');
  await attach(1, 'replaced.txt', 'key 3', { replace: true });
  await attach(1, 'shared.txt', 'shared');
  await attach(2, 'shared.txt', 'shared');
  await run('attachment_remove', { id: 1, file: 'shared.txt' });
  await run('task_doc_write', { id: 1, content: 'undone' });
  await run('task_undo');
  await run('task_delete', { id: 1 });
  await run('task_purge', { id: 1 });
  expect(blobs(work)).toHaveLength(5);
  await opened.store.maintain({ force: true });
  expect(blobs(work)).toHaveLength(1);
  expect(await text('attachment_get', { id: 2, file: 'shared.txt' })).toBe('shared');
  expect(await examineStore(opened.store.dir)).toMatchObject({ ok: true });
});

test('what the task had when it was archived goes, too, while others stay in the file; what these have stays', async () => {
  const work = await testWorkspace();
  const { run, text, opened, pass } = work;
  pass(Date.now() - Date.parse('2026-07-30T14:30:00Z'));
  for (const [id, content] of ['the password is hunter2', 'shared', 'of another one'].entries()) {
    await run('task_add', { description: `Task ${id + 1}`, spec: content });
    await run('task_doc_write', { id: id + 1, name: 'more', content: 'shared' });
    await run('task_done', { id: id + 1 });
  }
  await run('task_archive', { filter: '1 2 3' });
  await run('task_archive_restore', { id: '1' });
  await run('task_delete', { id: 1 });
  await run('task_purge', { id: 1 });
  expect(blobs(work)).toHaveLength(3);
  await opened.store.maintain({ force: true });
  expect(blobs(work)).toHaveLength(2);
  expect(await examineStore(opened.store.dir)).toMatchObject({ ok: true });
  await run('task_archive_restore', { id: '3' });
  expect(await text('task_doc_read', { id: 3 })).toBe('of another one');
});

test('texts of documents that were only deleted, or undone, stay for undo', async () => {
  const work = await testWorkspace();
  work.pass(Date.now() - Date.parse('2026-07-30T14:30:00Z'));
  await work.run('task_add', { description: 'x', spec: 'first' });
  await work.run('task_doc_write', { id: 1, content: 'second' });
  await work.run('task_undo');
  blobs(work);
  await work.opened.store.maintain({ force: true });
  expect(blobs(work)).toHaveLength(2);
});

test('blobs are collected without being asked for, whenever commits are packed', async () => {
  const work = await purged();
  blobs(work);
  for (let n = 0; n < 130; n++) await work.run('task_annotate', { id: 2, text: `note ${n}` });
  expect(await work.opened.store.maintain()).toMatchObject({ removed: expect.any(Number) });
  expect(blobs(work)).toHaveLength(1);
  expect((await work.run<{ record: Task }>('task_info', { id: 2 })).record.annotations).toHaveLength(100 + 30);
});

test('the base of a synchronised file forgets what the task said, and the file does not bring it back', async () => {
  const work = await testWorkspace();
  const file = join(work.folder, 'project', 'TODO.md');
  writeFileSync(file, '# L\n\n- [ ] The password is hunter2\n');
  await work.run('task_sync', { file });
  await work.run('task_delete', { id: 1 });
  await work.run('task_purge', { id: 1 });
  expect(JSON.stringify([...work.opened.store.state.all('synced')])).not.toContain('hunter2');
  expect((await work.run<{ undecided: object[] }>('task_sync', { file })).undecided).toMatchObject([{ kind: 'gone' }]);
  expect(await work.text('task_count', { filter: 'status.any:' })).toBe('0');
});
