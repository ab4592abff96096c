import { expect, test } from 'vitest';
import { MARK, markText } from '../../../src/services/index.ts';
import { gitHubGround } from '../../support/github/ground.ts';
import { withConflict } from '../../support/github/with-source.ts';
import { processorMs } from '../../support/processor-time.ts';
import { agent, testWorkspace } from '../../support/workspace.ts';

test('both values of a conflict stand below each other, with author and time, and the status names it', async () => {
  const work = await testWorkspace();
  const id = await withConflict(work);
  const text = await work.text('source_conflicts');
  expect(text.split('\n')).toEqual([
    `task ${id} "Here": description`,
    '  queue (2026-07-30T14:30:00Z):',
    '    | Here',
    '  app (octocat, 2026-07-30T14:30:00Z):',
    '    | There',
    expect.stringContaining(`backlog source resolve ${id} here --field description`),
  ]);
  expect(await work.text('backlog_status')).toContain('Source app: 1 conflict');
  expect(await work.text('source_list')).toContain('1 conflict');
  expect(await work.text('source_show', { name: 'app' })).toContain('agreed to by human:ada');
});

test('the status says what is left of the quota, and when it goes on', async () => {
  const { work, fake, add, pull } = await gitHubGround();
  fake.repository.open('One');
  fake.quota = { limit: 5_000, used: 3_000, reset: fake.repository.now + 1_800_000 };
  fake.repository.now = Date.now();
  fake.quota.reset = Date.now() + 1_800_000;
  await add();
  await pull();
  const store = work.opened.store.state.get('source', 'app')!;
  expect(store.quota).toMatchObject({ limit: 5_000, left: 1_997 });
  work.pass(Date.parse(store.quota!.renews) - Date.parse('2026-07-30T14:30:00Z') - 60_000);
  expect(await work.text('backlog_status')).toMatch(/Source app: 199\d of 5000 requests left until 20/);
});

test('validate says what is wrong with a repository, and agents may read but not manage sources', async () => {
  const { work, fake, add } = await gitHubGround();
  await add();
  expect(await work.text('source_validate', { name: 'app' })).toBe('app: acme/app answers');
  fake.repo = 'acme/renamed';
  expect((await work.refused('source_validate', { name: 'app' })).code).toBe('not-found');
  expect((await work.refused('source_remove', { name: 'app' }, agent('s1'))).code).toBe('forbidden');
  await work.run('source_disable', { name: 'app' });
  expect((await work.refused('source_pull', { name: 'app' })).message).toBe('source app is disabled');
});

test('a source of a newer program is left alone', async () => {
  const { work, add } = await gitHubGround();
  await add();
  const { store } = work.opened;
  await store.write({ actor: { kind: 'human', name: 'ada' }, command: 'given' }, (tx) =>
    tx.put('source', 'app', { ...tx.get('source', 'app')!, version: 2 }),
  );
  expect((await work.refused('source_pull', { name: 'app' })).message).toContain('a newer version of Backlog');
});

test('removing a source keeps its tasks; adding it again finds them', async () => {
  const { work, fake, add, pull, tasks } = await gitHubGround();
  fake.repository.open('One');
  await add();
  await pull();
  await work.run('source_remove', { name: 'app' });
  expect(await tasks()).toHaveLength(1);
  await add();
  expect((await pull()).added).toEqual([]);
  expect(await tasks()).toHaveLength(1);
});

test('a text of many line breaks is searched for a mark at once', () => {
  const ms = processorMs(() => expect(MARK.test(`${'\n'.repeat(100_000)}x`)).toBe(false));
  expect(ms).toBeLessThan(1_000);
  expect(`Text\n\n${markText('12345678')}\n`.replace(MARK, '')).toBe('Text');
});
