import { expect, test } from 'vitest';
import { served } from './served.ts';

test('the list of workspaces names each with its folder', async () => {
  const { call, get, folder, uuid } = await served();
  await call('task_add', { description: 'One' });
  const { body } = await get('/api/v1/workspaces');
  expect(body).toEqual([
    expect.objectContaining({ uuid, name: 'project', folder: `${folder}/project`, repositories: [expect.anything()] }),
  ]);
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
