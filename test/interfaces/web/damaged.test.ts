import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { DEADLINE_MS } from '../../support/seed.ts';
import { served } from './served.ts';

test('a store that is damaged after a write is told, and the server answers on', async () => {
  const board = await served();
  await board.call('task_add', { description: 'One' });
  const { dir } = board.opened.where;
  const format = join(dir, 'format.json');
  const kept = readFileSync(format);
  await board.call('task_add', { description: 'Two' });
  writeFileSync(format, 'garbage');
  const last = readdirSync(join(dir, 'log'))
    .filter((name) => /^\d+\.json$/.test(name))
    .sort()
    .at(-1)!;
  const next = join(dir, 'log', `${String(Number.parseInt(last, 10) + 1).padStart(12, '0')}.json`);
  writeFileSync(next, '{');
  const answer = await board.call('task_list');
  expect(answer.status).toBe(503);
  await vi.waitFor(() => expect(board.failures).not.toEqual([]), DEADLINE_MS);
  expect((await board.get('/api/v1/session')).status).toBe(200);
  writeFileSync(format, kept);
  rmSync(next);
  expect((await board.call('task_list')).status).toBe(200);
});
