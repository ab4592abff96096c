import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { attachmentName } from '../../src/work/attachments/attachments.ts';
import { shell } from '../support/mount.ts';
import { missingFile, NEEDS_MOUNT, unless } from '../support/needs.ts';
import { ADA, agent, type TestWorkspace, testWorkspace } from '../support/workspace.ts';

const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 255, 10, 13]);
const AGENT = agent('session-1');
let work: TestWorkspace;
let project: string;

beforeEach(async () => {
  work = await testWorkspace();
  project = join(work.folder, 'project');
  await work.run('task_add', { description: 'Fix login' });
  writeFileSync(join(project, 'shot.png'), PNG);
});

const attach = (more = {}) => work.run('attachment_add', { id: 1, path: 'shot.png', ...more }, AGENT);

test('an export goes through the attachments once, however many tasks there are', async () => {
  await work.run('task_add', { description: 'Second' });
  await work.run('task_add', { description: 'Third' });
  for (const [id, file] of [
    [1, 'b.txt'],
    [2, 'c.txt'],
    [1, 'a.txt'],
  ] as const)
    await work.run('attachment_add', { id, file, content: 'aGkK' });
  // The indexes of a process go through them once, too, when they are first asked.
  await work.run('task_export');
  const all = vi.spyOn(work.opened.store.state, 'all');
  onTestFinished(() => all.mockRestore());
  const { tasks } = await work.run<{ tasks: { attachments?: { name: string }[] }[] }>('task_export');
  expect(tasks.map(({ attachments = [] }) => attachments.map(({ name }) => name))).toEqual([
    ['a.txt', 'b.txt'],
    ['c.txt'],
    [],
  ]);
  expect(all.mock.calls.filter(([kind]) => kind === 'attachment')).toHaveLength(1);
});

describe('a file that is attached', () => {
  test('is told by the task, with what it is, and comes back byte for byte', async () => {
    await attach({ note: 'the "red" button' });
    expect(await work.text('task_info', { id: 1 })).toContain(
      `attachments: shot.png (image/png, 8 bytes, “the "red" button”)`,
    );
    const got = await work.run<{ encoding: 'base64'; content: string }>('attachment_get', { id: 1, file: 'shot.png' });
    expect(Buffer.from(got.content, got.encoding)).toEqual(PNG);
    expect(await work.text('attachment_get', { id: 1, file: 'shot.png' })).toContain('is binary');
  });

  test('may be as large as the setting says when its bytes come in base64, with or without what fills it up', async () => {
    const bytes = Buffer.alloc(10 * 1024 * 1024, 'large');
    const content = bytes.toString('base64');
    await work.run('attachment_add', { id: 1, file: 'large.bin', content });
    const got = await work.run<{ encoding: 'utf8'; content: string }>('attachment_get', { id: 1, file: 'large.bin' });
    expect(Buffer.from(got.content, got.encoding).equals(bytes)).toBe(true);
    for (const [text, file] of [
      ['aGk', 'unfilled'],
      ['aGk=', 'filled'],
      ['aA==', 'twice filled'],
    ])
      await work.run('attachment_add', { id: 1, file, content: text });
    for (const wrong of ['a', 'a===', 'aG=', 'aGkK=', '====', 'a-_b', 'aG=k'])
      expect(await work.refused('attachment_add', { id: 1, file: 'x', content: wrong })).toMatchObject({
        code: 'invalid',
      });
  });

  test('is written to a new file, never over another one', async () => {
    await attach();
    await work.run('attachment_get', { id: 1, file: 'shot.png', to: 'copy.png' }, AGENT);
    expect(readFileSync(join(project, 'copy.png'))).toEqual(PNG);
    const again = { id: 1, file: 'shot.png', to: 'copy.png' };
    expect(await work.refused('attachment_get', again, AGENT)).toMatchObject({ code: 'usage' });
    expect(await work.refused('attachment_get', { ...again, to: '/tmp' }, AGENT)).toMatchObject({ code: 'forbidden' });
  });

  test('of the same name is refused unless it replaces, and undo brings the first one back', async () => {
    await attach();
    await attach();
    writeFileSync(join(project, 'shot.png'), 'another');
    await expect(attach()).rejects.toMatchObject({ code: 'conflict' });
    await attach({ replace: true });
    await work.run('task_undo', {}, AGENT);
    expect(await work.run('attachment_get', { id: 1, file: 'shot.png' })).toMatchObject({ encoding: 'base64' });
  });

  test('comes back by undo after it was removed, and the history tells all of it', async () => {
    await attach();
    await work.run('attachment_remove', { id: 1, file: 'shot.png' }, AGENT);
    expect(await work.refused('attachment_get', { id: 1, file: 'shot.png' })).toMatchObject({ code: 'not-found' });
    await work.run('task_undo', {}, AGENT);
    await work.run('attachment_get', { id: 1, file: 'shot.png' });
    const told = await work.text('task_history', { id: 1 });
    expect(told).toMatch(/attachment shot\.png = image\/png, 8 bytes/);
    expect(told).toContain('attachment shot.png removed');
  });

  test('goes along with a copy of the task', async () => {
    await attach();
    await work.run('task_duplicate', { id: 1 });
    expect(await work.run('attachment_get', { id: 2, file: 'shot.png' })).toMatchObject({ encoding: 'base64' });
  });

  test('is missed by doctor when its bytes are gone', async () => {
    await attach();
    await work.loseBlobs();
    expect((await work.refused('doctor')).message).toMatch(/the content of attachment .*shot\.png/);
  });

  test('stays when garbage is collected, and its bytes go with the task that is purged', async () => {
    const { blob } = (await attach()) as { blob?: string };
    expect(blob).toBeUndefined();
    await work.run('attachment_remove', { id: 1, file: 'shot.png' }, AGENT);
    work.pass(3 * 86_400_000);
    await work.opened.store.maintain({ force: true });
    await work.run('task_undo', {}, AGENT);
    await work.run('attachment_get', { id: 1, file: 'shot.png' });
    await work.run('task_delete', { id: 1 });
    await work.run('task_purge', { id: 1 });
    expect([...work.opened.store.state.all('attachment')]).toEqual([]);
  });
});

describe('an export', () => {
  const exported = async (more = {}) =>
    (await work.run<{ tasks: object[] }>('task_export', more)).tasks as { attachments?: { name: string }[] }[];

  test('says what is attached, and has the bytes where they are asked for', async () => {
    await attach({ note: 'red' });
    expect(await exported()).toMatchObject([{ attachments: [{ name: 'shot.png', type: 'image/png', note: 'red' }] }]);
    expect((await exported())[0]!.attachments![0]).not.toHaveProperty('content');
    expect(await exported({ attachments: true })).toMatchObject([
      { attachments: [{ content: PNG.toString('base64') }] },
    ]);
  });

  test('brings the files to another queue, once', async () => {
    await attach();
    const rows = await exported({ attachments: true });
    const other = await testWorkspace();
    await other.run('task_import', { tasks: rows });
    const got = await other.run('attachment_get', { id: 1, file: 'shot.png' });
    expect(got).toMatchObject({ content: PNG.toString('base64'), attachment: { bytes: PNG.length } });
    expect(await other.run('task_import', { tasks: rows, existing: 'merge' })).toMatchObject({ unchanged: 1 });
  });
});

describe('what is refused', () => {
  test('a link that leads out of the repository, and a folder', async () => {
    symlinkSync('/etc/passwd', join(project, 'passwords.txt'));
    await expect(attach({ path: 'passwords.txt' })).rejects.toMatchObject({ code: 'forbidden' });
    await expect(attach({ path: '.' })).rejects.toMatchObject({ code: 'usage' });
  });

  test('more than the setting allows, which cannot be set beyond its maximum', async () => {
    await work.run('setting_set', { name: 'attachments.megabytes', value: '1' });
    writeFileSync(join(project, 'big.bin'), Buffer.alloc(1024 * 1024 + 1));
    await expect(attach({ path: 'big.bin' })).rejects.toThrow(
      'big.bin has more than 1.0 MB, the most of an attachment',
    );
    await work.run('setting_set', { name: 'attachments.megabytes', value: '2' });
    await attach({ path: 'big.bin' });
    const more = { name: 'attachments.megabytes', value: '101' };
    expect(await work.refused('setting_set', more)).toMatchObject({ code: 'invalid' });
  });
});

test.each([
  ['../../etc/passwd', 'passwd'],
  ['C:\\temp\\shot.png', 'shot.png'],
  ['a\u001b[2J\nb.png', 'a_[2J_b.png'],
  ['\u202egnp.exe', '_gnp.exe'],
  ['.hidden', 'hidden'],
  ['..', 'file'],
  [`${'x'.repeat(300)}.png`, `${'x'.repeat(116)}.png`],
])('%j is kept as %j', (given, kept) => {
  expect(attachmentName(given)).toBe(kept);
});

test('a note is kept with bytes that are there already', async () => {
  await attach();
  await attach({ note: 'after the fix' });
  expect(await work.text('task_info', { id: 1 })).toContain('after the fix');
  await attach();
  expect(await work.text('task_info', { id: 1 })).toContain('after the fix');
});

test('a file that does not say how long it is is kept whole', unless(missingFile('/proc/self/status')), async () => {
  await work.run('attachment_add', { id: 1, path: '/proc/self/status' }, { ...ADA, door: 'cli' });
  expect(await work.text('attachment_get', { id: 1, file: 'status' })).toContain('Pid:');
});

test('a file of exactly the limit is kept, and one of a byte more refused', async () => {
  await work.run('setting_set', { name: 'attachments.megabytes', value: '1' });
  const most = 1024 * 1024;
  writeFileSync(join(project, 'exact.bin'), Buffer.alloc(most, 7));
  expect(await work.run('attachment_add', { id: 1, path: 'exact.bin' })).toMatchObject({ attachment: { bytes: most } });
  writeFileSync(join(project, 'more.bin'), Buffer.alloc(most + 1, 7));
  expect(await work.refused('attachment_add', { id: 1, path: 'more.bin' })).toMatchObject({ code: 'invalid' });
});

test('what cannot be written whole is not left behind under its name', NEEDS_MOUNT, async () => {
  writeFileSync(join(project, 'big.bin'), Buffer.alloc(200_000, 1));
  await work.run('attachment_add', { id: 1, path: 'big.bin' });
  const disk = join(project, 'disk');
  mkdirSync(disk);
  shell(`mount -t tmpfs -o size=64k tmpfs '${disk}'`);
  try {
    const error = await work.refused('attachment_get', { id: 1, file: 'big.bin', to: join(disk, 'half.bin') });
    expect(error).toMatchObject({ code: 'usage', message: expect.stringContaining('ENOSPC') });
    expect(readdirSync(disk)).toEqual([]);
  } finally {
    shell(`umount '${disk}'`);
  }
});
