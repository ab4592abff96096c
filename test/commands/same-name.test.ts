import { expect, onTestFinished, test, vi } from 'vitest';
import { fakeS3 } from '../support/s3-fake.ts';
import { startS3 } from '../support/s3-server.ts';
import { ADA, agent, testWorkspace } from '../support/workspace.ts';

/** Two machines with one queue, on which people have the same login name. */
async function twoMachines() {
  const service = fakeS3({ now: Date.now });
  service.buckets.set('work', new Map());
  const server = await startS3(service);
  for (const [name, value] of Object.entries(server.env)) vi.stubEnv(name, value);
  onTestFinished(() => void vi.unstubAllEnvs());
  const address = server.address('work/team');
  const one = await testWorkspace({ address });
  await one.run('task_add', { description: 'Fix login', scope: ['src/login/**'] });
  return [one, await testWorkspace({ address })] as const;
}

test('one login name on two machines is two holders: each names the other with its machine, and asks before it ends a claim', async () => {
  const [one, two] = await twoMachines();
  await one.run('task_start', { id: '1' });
  await two.opened.ready();
  for (const [command, input] of [
    ['task_done', { id: '1', force: true }],
    ['task_stop', { id: '1' }],
    ['task_start', { id: '1' }],
  ] as const) {
    const { data, message } = await two.refused(command, input);
    expect(data, command).toMatchObject({ endsClaims: expect.anything() });
    expect(message, command).toMatch(/ada on \S+ \(another machine of this name\)/);
  }
  expect(await two.refused('task_start', { id: '1' }, agent('s1'))).toMatchObject({
    code: 'claimed',
    message: expect.stringMatching(/claimed by ada on \S+;/),
  });
  expect(await two.text('whoami')).toMatch(/under ada on \S+ \(0 claims now\)/);
  expect(await one.text('whoami')).toMatch(/under ada on \S+ \(1 claim now\)/);
  await one.run('task_done', { id: '1', force: true });
});

test('a queue on a disk has one machine, and its holders have no name of it', async () => {
  const { run, text } = await testWorkspace();
  await run('task_add', { description: 'Fix login' });
  await run('task_start', { id: '1' }, ADA);
  expect(await text('whoami', {}, ADA)).toContain('under ada (1 claim now)');
});
