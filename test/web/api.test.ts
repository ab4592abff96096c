import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { execute } from '../../src/commands/execute.ts';
import { commandNamed } from '../../src/commands/index.ts';
import type { WorkspaceRow } from '../../src/web/sdk/main.ts';
import { openWorkspace } from '../../src/work/workspace/open.ts';
import { validateRecord } from '../../src/work/workspace/validate.ts';
import { tempFolder } from '../support/folder.ts';
import { ADA } from '../support/workspace.ts';
import { raw } from './raw.ts';
import { served } from './served.ts';

test('the list of workspaces names each with its folder', async () => {
  const { call, get, folder, uuid } = await served();
  await call('task_add', { description: 'One' });
  const { body } = await get('/api/v1/workspaces');
  expect(body).toEqual([
    expect.objectContaining({ uuid, name: 'project', folder: `${folder}/project`, repositories: [expect.anything()] }),
  ]);
});

test('a workspace that was only made has the name of its folder wherever the board was started, and making it anew changes nothing', async () => {
  const { get, folder } = await served();
  mkdirSync(join(folder, 'empty'));
  const env = { BACKLOG_HOME: join(folder, 'home'), TZ: 'UTC' };
  const opened = await openWorkspace({ cwd: join(folder, 'empty'), env, store: { validate: validateRecord } });
  onTestFinished(() => opened.close());
  await execute(opened, ADA, commandNamed('backlog_init'), {});
  const { body } = await get<WorkspaceRow[]>('/api/v1/workspaces');
  expect(body.map(({ name, folder }) => ({ name, folder }))).toContainEqual({
    name: 'empty',
    folder: `${folder}/empty`,
  });
  const { seq } = opened.store.state;
  await execute(opened, ADA, commandNamed('backlog_init'), {});
  expect(opened.store.state.seq).toBe(seq);
});

test('addresses of views are the page, whatever stands in them; others that end like files are files', async () => {
  const web = tempFolder('web');
  writeFileSync(join(web, 'index.html'), 'page');
  const { get } = await served({ web });
  const PAGES = [
    '/',
    '/login',
    '/w/next.js',
    '/w/shop/documents/workspace/notes.md',
    '/w/shop/documents/1/v2.1',
    '/w/a/list?filter=x.y',
  ];
  for (const path of PAGES) expect({ path, ...(await get(path)) }).toMatchObject({ path, status: 200, body: 'page' });
  for (const path of ['/assets/gone.js', '/notes.md', '/favicon.ico']) expect((await get(path)).status).toBe(404);
});

test('a command answers its value, signed by the person who was let in', async () => {
  const { call, opened } = await served();
  const { status, body } = await call('task_add', { description: 'From the board', tags: ['a'] });
  expect({ status, body }).toMatchObject({ status: 200, body: { id: 1, description: 'From the board', tags: ['a'] } });
  await opened.store.refresh();
  const commits = [];
  for await (const { command, actor } of opened.store.history()) commits.push({ command, actor });
  expect(commits).toEqual([{ command: 'task_add', actor: { kind: 'human', name: expect.any(String) } }]);
});

test('a command that reads is called by GET, its fields in the query, a list by naming it twice, or all as JSON', async () => {
  const { call, get, uuid } = await served();
  await call('task_add', { description: 'One', tags: 'a' });
  await call('task_add', { description: 'Two', tags: 'b' });
  const path = `/api/v1/${uuid}/task_list`;
  const one = { total: 1, from: 0, tasks: [{ id: 1, description: 'One' }] };
  expect((await get(`${path}?filter=%2Ba&fields=id&fields=description`)).body).toEqual(one);
  expect((await get(`${path}?filter=%2Ba&fields=id,description`)).body).toEqual(one);
  const input = encodeURIComponent(JSON.stringify({ filter: '+a', fields: ['id', 'description'] }));
  expect((await get(`${path}?input=${input}`)).body).toEqual(one);
});

test('GET calls nothing that writes', async () => {
  const { get, uuid, opened } = await served();
  const { status, body } = await get(`/api/v1/${uuid}/task_add?description=x`);
  expect({ status, body }).toMatchObject({ status: 400, body: { error: { code: 'usage', hint: 'Use POST.' } } });
  await opened.store.refresh();
  expect(opened.store.state.seq).toBe(0);
});

test.each([
  ['a field that is not known', 'task_add', { descriptoin: 'x' }, 400, 'usage'],
  ['a value that does not fit', 'task_add', { description: ' ' }, 400, 'invalid'],
  ['a task that is not there', 'task_info', { id: 9 }, 404, 'not-found'],
  ['a filter that cannot be read', 'task_list', { filter: '((' }, 400, 'filter'],
  ['a command that is not there', 'task_lits', {}, 404, 'not-found'],
])('%s is refused with what to do', async (_, command, input, status, code) => {
  const { call } = await served();
  const answer = await call<{ error: { code: string; message: string } }>(command, input);
  expect({ status: answer.status, code: answer.body.error.code }).toEqual({ status, code });
  expect(answer.body.error.message).not.toBe('');
});

test('a workspace that is not there, and a path that is none, are not found', async () => {
  const { get } = await served();
  expect((await get('/api/v1/nothing/task_list')).status).toBe(404);
  expect((await get('/api/v1/..%2F..%2Fetc/task_list')).status).toBe(404);
  expect((await get('/api/v2/x')).status).toBe(404);
});

test('an answer that has not changed is not sent again; one that has is', async () => {
  const { call, get, uuid } = await served();
  await call('task_add', { description: 'One' });
  const path = `/api/v1/${uuid}/task_list`;
  const first = await get(path);
  const tag = first.headers.get('etag')!;
  expect(first.headers.get('backlog-seq')).toBe('1');
  expect((await get(path, { 'if-none-match': tag })).status).toBe(304);
  await call('task_add', { description: 'Two' });
  const second = await get(path, { 'if-none-match': tag });
  expect({ status: second.status, total: second.body.total }).toEqual({ status: 200, total: 2 });
});

test('a large answer is packed for who takes that, and says the same', async () => {
  const { call, get, uuid, port, lines } = await served();
  const tasks = Array.from({ length: 300 }, (_, i) => ({ description: `Task number ${i}` }));
  await call('task_import', { tasks });
  const path = `/api/v1/${uuid}/task_list?limit=300`;
  const packed = await get<{ total: number }>(path);
  expect(packed.headers.get('content-encoding')).toBe('gzip');
  expect(packed.body.total).toBe(300);
  const plain = await raw(port, [`GET ${path} HTTP/1.1`, `Host: 127.0.0.1:${port}`, ...lines]);
  expect(plain.text).toContain('Task number 299');
});

test('what is too much, or nested too deep, is refused', async () => {
  const { call, port, lines, uuid } = await served();
  const deep = `${'{"tasks":'.repeat(50_000)}1${'}'.repeat(50_000)}`;
  const head = [`POST /api/v1/${uuid}/task_import HTTP/1.1`, `Host: 127.0.0.1:${port}`, ...lines];
  const sent = [...head, 'Content-Type: application/json', 'X-Backlog: 1'];
  expect((await raw(port, sent, deep)).status).toBe(400);
  expect((await raw(port, [...sent, 'Content-Length: 999999999999'])).status).toBe(413);
  expect((await call('task_count')).status).toBe(200);
});
