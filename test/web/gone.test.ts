import { rmSync } from 'node:fs';
import { expect, test } from 'vitest';
import { served } from './served.ts';

test('a workspace that is deleted while its page is open is said to be gone, and the board goes on', async () => {
  const { call, get, uuid, opened, failures } = await served();
  await call('task_add', { description: 'One' });
  rmSync(opened.where.dir, { recursive: true });
  for (const [command, input] of [
    ['task_list', {}],
    ['task_add', { description: 'Two' }],
    ['task_done', { id: 1 }],
  ] as const) {
    const { status, body } = await call<{ error?: { code: string; hint?: string } }>(command, input);
    expect({ command, status, code: body.error?.code }).toMatchObject({
      ...{ command, status: expect.toSatisfy((one: number) => one === 404 || one === 503) },
      code: expect.stringMatching(/^(not-found|store)$/),
    });
  }
  expect((await get('/api/v1/session')).status).toBe(200);
  const { body } = await get<{ uuid: string }[]>('/api/v1/workspaces');
  expect(body.map((one) => one.uuid)).not.toContain(uuid);
  expect(failures).toEqual([]);
});
