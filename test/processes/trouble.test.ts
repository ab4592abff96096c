import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openStore } from '../../src/store/index.ts';
import { builtPlugin } from '../support/built-plugin.ts';
import { tempFolder } from '../support/folder.ts';
import type { RawServer } from '../support/raw-server.ts';
import { soak } from '../support/soak-test.ts';
import { testServer } from '../support/test-server.ts';
import { site } from './site.ts';

const plugin = builtPlugin();

/** Every answer so far was a line of JSON-RPC, and the server still lists its tools. */
async function expectUp(server: RawServer): Promise<void> {
  const { tools } = await server.request('tools/list');
  expect(tools).toContainEqual(expect.objectContaining({ name: 'task_add' }));
  for (const line of server.lines) expect(JSON.parse(line)).toMatchObject({ jsonrpc: '2.0' });
}

test('initialize and tools/list are answered while the store cannot even be opened', async () => {
  const where = site(plugin.server);
  const store = tempFolder('blocked');
  // Whoever opens a pipe that nobody writes to waits for ever.
  execFileSync('mkfifo', [join(store, 'format.json')]);
  const server = where.start({ BACKLOG_DIR: store });
  expect(await server.initialize()).toMatchObject({ serverInfo: { name: 'backlog' } });
  await expectUp(server);
});

test('a home that cannot be written: reads are empty, a write names the file and the way out, the server stays up', async () => {
  const where = site(plugin.server);
  const home = join(tempFolder('home'), 'file');
  writeFileSync(home, 'no folder');
  const server = await where.serve({ BACKLOG_HOME: home });
  const empty = { text: expect.stringMatching(/^No tasks\.\nThere is no queue here yet/), isError: false };
  expect(await server.call('task_list')).toEqual(empty);
  const answer = await server.call('task_add', { description: 'Lost' });
  expect(answer).toMatchObject({ isError: true, text: expect.stringContaining(home) });
  expect(answer.text).toContain('BACKLOG_DIR');
  expect(await server.call('task_list')).toEqual(empty);
  await expectUp(server);
});

test('a server that is started in a folder that was removed: tools are listed, a call names the folder', async () => {
  const folder = join(tempFolder('removed'), 'gone');
  const script = `mkdir '${folder}'; cd '${folder}'; rmdir '${folder}'; exec '${process.execPath}' '${plugin.server}'`;
  const server = testServer({ server: ['sh', '-c', script], cwd: '/', env: { HOME: tempFolder('home') } });
  await server.initialize();
  await expectUp(server);
  const answer = await server.call('task_list');
  expect(answer).toMatchObject({ isError: true, text: expect.stringContaining(`there is no folder ${folder}`) });
});

soak(
  'a log that stops taking files: an error that names the file, and the same server goes on once it takes them again',
  async () => {
    const where = site(plugin.server);
    const server = await where.serve();
    await server.text('task_add', { description: 'Before' });
    const log = join(where.storeDir(), 'log');
    renameSync(log, `${log}.away`);
    writeFileSync(log, 'no folder');
    const answer = await server.call('task_add', { description: 'Refused' });
    expect(answer).toMatchObject({ isError: true, text: expect.stringContaining(log) });
    rmSync(log);
    renameSync(`${log}.away`, log);
    expect(await server.text('task_add', { description: 'After' })).toContain('Added 2');
    expect(await server.text('task_list')).toBe('1 - ready Before\n2 - ready After');
    await expectUp(server);
  },
);

test('a store of a newer format: every call says so and names the file', async () => {
  const where = site(plugin.server);
  const dir = tempFolder('newer');
  const file = join(dir, 'format.json');
  writeFileSync(file, JSON.stringify({ format: 2, minWriter: 7, something: 'else' }));
  const server = await where.serve({ BACKLOG_DIR: dir });
  for (const [tool, args] of [['task_list'], ['task_add', { description: 'Too old' }], ['task_next']] as const) {
    const answer = await server.call(tool, args);
    expect(answer).toMatchObject({ isError: true, text: expect.stringContaining(file) });
    expect(answer.text).toContain('Update Backlog');
  }
  expect(readdirSync(dir)).toEqual(['format.json']);
  await expectUp(server);
});

soak('a store for newer writers only: reads work, writes say so', async () => {
  const where = site(plugin.server);
  const setup = await where.serve();
  await setup.text('task_add', { description: 'From the past' });
  const file = join(where.storeDir(), 'format.json');
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), minWriter: 7 }));
  const server = await where.serve();
  expect(await server.text('task_list')).toBe('1 - ready From the past');
  const answer = await server.call('task_add', { description: 'Too old' });
  expect(answer).toMatchObject({ isError: true, text: expect.stringContaining('version 7') });
  await expectUp(server);
});

test('a damaged segment that is needed: an error that names it, and the same server reads it once it is restored', async () => {
  const where = site(plugin.server);
  const dir = tempFolder('damaged');
  const segment = await packedStore(dir, { checkpoint: false });
  const restore = damage(segment);
  const server = await where.serve({ BACKLOG_DIR: dir });
  for (const [tool, args] of [['task_list'], ['task_add', { description: 'On sand' }]] as const) {
    expect(await server.call(tool, args)).toMatchObject({ isError: true, text: expect.stringContaining(segment) });
  }
  await expectUp(server);
  restore();
  expect(await server.text('task_count')).toBe('12');
});

soak('a damaged segment behind a checkpoint: work goes on, history and doctor name it', async () => {
  const where = site(plugin.server);
  const dir = tempFolder('damaged');
  const segment = await packedStore(dir, { checkpoint: true });
  damage(segment);
  const server = await where.serve({ BACKLOG_DIR: dir, BACKLOG_TOOLS: 'all' });
  expect(await server.text('task_count')).toBe('12');
  expect(await server.text('task_add', { description: 'On rock' })).toContain('Added 13');
  for (const tool of ['task_history', 'doctor']) {
    expect(await server.call(tool)).toMatchObject({ isError: true, text: expect.stringContaining(segment) });
  }
  await expectUp(server);
});

/** A store of twelve tasks with packed segments; the path of the first one. */
async function packedStore(dir: string, { checkpoint }: { checkpoint: boolean }): Promise<string> {
  const store = await openStore({ dir, create: true, segmentSize: 4, checkpoints: checkpoint });
  onTestFinished(() => store.close());
  for (let i = 1; i <= 12; i++) {
    await store.write({ command: 'seed', actor: { kind: 'system', name: 'test' } }, (tx) => {
      const uuid = tx.uuid();
      const times = { entry: tx.at, modified: tx.at };
      tx.put('task', uuid, { uuid, id: tx.nextId('task'), description: `task ${i}`, status: 'pending', ...times });
    });
  }
  await store.maintain({ force: true });
  return join(dir, 'history', readdirSync(join(dir, 'history')).sort()[0]!);
}

/** Changes one character of a file; returns what undoes it. */
function damage(file: string): () => void {
  const sound = readFileSync(file, 'utf8');
  writeFileSync(file, sound.replace('task 2', 'task 5'));
  return () => writeFileSync(file, sound);
}
