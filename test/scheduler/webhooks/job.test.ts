import { expect, test, vi } from 'vitest';
import { webhookLease } from '../../../src/domain/kinds/webhook.ts';
import { ownActor } from '../../../src/domain/own-actors.ts';
import { deliverEvents } from '../../../src/scheduler/webhooks/deliver-job.ts';
import { QUIET_TX } from '../../../src/store/index.ts';
import { ownIdentity } from '../../../src/work/processes/processes.ts';
import { NOON, testWorkspace } from '../../support/workspace.ts';
import { receiver } from './receiver.ts';

test('a receiver that answers slowly holds up no other webhook', async () => {
  const [work, slow, fast] = [await testWorkspace(), await receiver(), await receiver()];
  const env = { SLOW_SECRET: slow.secret, FAST_SECRET: fast.secret };
  const answers: (() => void)[] = [];
  slow.answer((answer) => void answers.push(() => answer.writeHead(204).end()));
  await work.run('webhook_add', { name: 'slow', url: slow.url, secret_env: 'SLOW_SECRET' });
  await work.run('webhook_add', { name: 'fast', url: fast.url, secret_env: 'FAST_SECRET' });
  await work.run('task_add', { description: 'A' });
  const job = deliverEvents({ opened: work.opened, self: ownIdentity(), env, now: () => NOON });
  await Promise.all([fast.until(1), slow.until(1)]);
  await work.run('task_add', { description: 'B' });
  await expect.poll(() => fast.got.length).toBe(2);
  expect(slow.got).toHaveLength(1);
  answers[0]?.();
  await slow.until(2);
  for (const name of ['slow', 'fast']) await work.run('webhook_disable', { name });
  // Nothing is left that this process could deliver.
  await job;
});

test('a process whose lease of one webhook another one has goes on with the others', async () => {
  const [work, lost, kept] = [await testWorkspace(), await receiver(), await receiver()];
  const env = { LOST_SECRET: lost.secret, KEPT_SECRET: kept.secret };
  await work.run('webhook_add', { name: 'lost', url: lost.url, secret_env: 'LOST_SECRET' });
  await work.run('webhook_add', { name: 'kept', url: kept.url, secret_env: 'KEPT_SECRET' });
  await work.run('task_add', { description: 'A' });
  const job = deliverEvents({ opened: work.opened, self: ownIdentity(), env, now: () => NOON, renewEvery: 0 });
  await Promise.all([lost.until(1), kept.until(1)]);
  await work.opened.store.write({ command: 'lease_take', actor: ownActor('lease') }, (tx) => {
    const name = webhookLease('lost');
    tx.put('lease', name, { ...tx.get('lease', name)!, holder: { ...ownIdentity(), host: 'elsewhere' } });
  });
  await work.run('task_add', { description: 'B' });
  await kept.until(2);
  await work.run('task_add', { description: 'C' });
  await kept.until(3);
  expect(lost.got).toHaveLength(1);
  for (const name of ['lost', 'kept']) await work.run('webhook_disable', { name });
  await job;
});

test('a process that lacks the secret of a webhook leaves it to one that has it', async () => {
  const [work, one, other] = [await testWorkspace(), await receiver(), await receiver()];
  await work.run('webhook_add', { name: 'one', url: one.url, secret_env: 'ONE_SECRET' });
  await work.run('webhook_add', { name: 'other', url: other.url, secret_env: 'OTHER_SECRET' });
  await work.run('task_add', { description: 'A' });
  const begin = (env: NodeJS.ProcessEnv, pid = 0) =>
    deliverEvents({
      opened: work.opened,
      self: { ...ownIdentity(), ...(pid > 0 ? { pid } : {}) },
      env,
      now: () => NOON,
    });
  const first = begin({ ONE_SECRET: one.secret });
  await one.until(1);
  // The parent of this process is alive, too.
  const second = begin({ OTHER_SECRET: other.secret }, process.ppid);
  await expect.poll(() => other.got.length).toBe(1);
  expect(one.got).toHaveLength(1);
  for (const name of ['one', 'other']) await work.run('webhook_disable', { name });
  await Promise.all([first, second]);
});

test('a change that comes while a process stores its last positions is delivered before it ends', async () => {
  const [work, one] = [await testWorkspace(), await receiver()];
  await work.run('webhook_add', { name: 'one', url: one.url, secret_env: 'ONE_SECRET' });
  await work.run('task_add', { description: 'A' });
  const { store } = work.opened;
  const write = store.write.bind(store);
  let changed = false;
  const stored = vi.spyOn(store, 'write').mockImplementation(async (by, fn) => {
    if (by.command === QUIET_TX.webhooks && one.got.length > 0 && !changed) {
      changed = true;
      await work.run('task_add', { description: 'B' });
    }
    return write(by, fn);
  });
  const env = { ONE_SECRET: one.secret };
  await deliverEvents({ opened: work.opened, self: ownIdentity(), env, now: () => NOON, idle: 0 });
  expect(one.got).toHaveLength(2);
  stored.mockRestore();
});
