import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { webhookLease } from '../../../src/domain/kinds/webhook.ts';
import { startJob } from '../../../src/runs/supervisor/start-supervisor.ts';
import { field } from '../../runs/support/field.ts';
import { builtPlugin } from '../../support/built-plugin.ts';
import { receiver } from './receiver.ts';

const plugin = builtPlugin();

test('a process that is killed between sending and storing delivers again under the same number, and skips nothing', async () => {
  const there = await receiver();
  process.env.WEBHOOK_TEST_SECRET = there.secret;
  onTestFinished(() => {
    delete process.env.WEBHOOK_TEST_SECRET;
  });
  const place = await field({ supervisor: plugin.supervisor });
  const killLeader = async () => {
    await place.opened.ready();
    process.kill(place.opened.store.state.get('lease', webhookLease('chat'))!.holder.pid, 'SIGKILL');
  };
  const again = () =>
    startJob(
      plugin.supervisor,
      { deliver: 'events' },
      { store: place.store, cwd: place.user, log: join(place.root, 'log') },
    );
  await place.run('webhook_add', {
    name: 'chat',
    url: there.url,
    secret_env: 'WEBHOOK_TEST_SECRET',
    events: ['task.added'],
  });
  const killed: Promise<void>[] = [];
  there.answer(
    // Killed without an answer, then with the answer on its way.
    () => void killed.push(killLeader()),
    (answer) => answer.writeHead(204).end(() => killed.push(killLeader())),
  );
  // The command starts the process.
  await place.run('task_add', { description: 'A' });
  await there.until(1);
  await place.run('task_add', { description: 'B' });
  await expect.poll(() => killed.length).toBe(1);
  await killed[0];
  again();
  await there.until(2);
  await expect.poll(() => killed.length).toBe(2);
  await killed[1];
  again();
  const numbers = () => there.got.map(({ data }) => (data.task as { number: number }).number);
  await expect.poll(() => numbers().at(-1)).toBe(2);
  expect([...new Set(numbers())]).toEqual([1, 2]);
  expect(there.got[1]?.id).toBe(there.got[0]?.id);
  expect(there.got.every(({ isGenuine }) => isGenuine)).toBe(true);
  // A later event goes out without another process.
  await place.run('task_add', { description: 'C' });
  await expect.poll(() => numbers().at(-1)).toBe(3);
  await expect
    .poll(async () => (await place.run<{ webhook: unknown }>('webhook_show', { name: 'chat' })).webhook)
    .toMatchObject({ last: there.got.at(-1)?.number, failures: 0, dropped: 0 });
});
