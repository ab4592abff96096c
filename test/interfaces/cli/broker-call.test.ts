import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { tempFolder } from '../../support/folder.ts';
import { socketServer } from '../../support/socket.ts';
import { said } from './line.ts';

test.each<[string, string | undefined, RegExp]>([
  ['is gone', undefined, /: connect ENOENT/],
  ['closes the connection', '', /: it closed the connection$/],
  ['answers no JSON', 'nonsense\n', /: its answer is no JSON: /],
])('a broker that %s is told in words', async (_, answer, why) => {
  const folder = tempFolder('broker');
  const path = join(folder, 'queue.sock');
  if (answer !== undefined) {
    const server = socketServer((socket) => socket.once('data', () => socket.end(answer)));
    await new Promise<void>((listening) => server.listen(path, listening));
    onTestFinished(() => void server.close());
  }
  const { code, err } = await said(['list'], { env: { BACKLOG_BROKER: path }, cwd: folder });
  expect(code).toBe(1);
  expect(err.trim()).toMatch(/^backlog: the queue can't be reached through the broker of the run: /);
  expect(err.trim()).toMatch(why);
});

test('a variable without a broker leads to no queue', async () => {
  const folder = tempFolder('broker');
  const { code, err } = await said(['list'], { env: { BACKLOG_BROKER: '' }, cwd: folder });
  expect([code, err]).toEqual([1, expect.stringContaining('through the broker of the run')]);
});
