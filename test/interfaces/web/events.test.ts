import { expect, test } from 'vitest';
import { served } from './served.ts';
import { listenTo } from './stream.ts';

test('what is committed is told, with its number and what it changed', async () => {
  const board = await served();
  const { next } = await listenTo(board);
  expect(await next()).toMatchObject({ event: 'ready', id: '0', data: { seq: 0 } });
  await board.call('task_add', { description: 'One' });
  expect(await next()).toMatchObject({
    event: 'commit',
    id: '1',
    data: { seq: 1, command: 'task_add', actor: expect.stringMatching(/^human:/), changes: expect.any(Array) },
  });
});

test('what another process commits is told, too', async () => {
  const board = await served();
  const { next } = await listenTo(board);
  await next();
  await board.opened.store.write({ command: 'elsewhere', actor: { kind: 'system', name: 'test' } }, (tx) =>
    tx.put('view', 'mine', { name: 'mine', filter: '+READY', at: tx.at, actor: 'system:test' }),
  );
  expect(await next()).toMatchObject({ event: 'commit', data: { command: 'elsewhere', actor: 'system:test' } });
});
