import { expect, test } from 'vitest';
import { ownActor } from '../../../src/domain/own-actors.ts';
import { repositoryPaths } from '../../../src/runs/git/store/paths.ts';
import { fetchTarget, pushTargetNow } from '../../../src/runs/outgoing/sync-target.ts';
import { memoryBackend, openStore } from '../../../src/store/index.ts';
import { tempFolder } from '../../support/folder.ts';

test('in a queue on a server, a remote that another person named is neither fetched nor pushed to', async () => {
  const dir = tempFolder();
  const store = await openStore({ dir, backend: memoryBackend(), create: true });
  await store.write({ command: 'setting_set', actor: ownActor('merge') }, (tx) => {
    for (const [name, value] of [
      ['repo.remote', 'origin'],
      ['repo.agents', true],
    ] as const)
      tx.put('setting', name, { name, value, at: tx.at, actor: 'human:eve' } as never);
  });
  const repositories = { all: [{ name: 'web', folder: '/nowhere/web', common: '/nowhere/web/.git' }], here: undefined };
  const context = { store: { dir, address: 's3://bucket/web', state: store.state }, repositories } as never;
  await expect(fetchTarget(context, 'web')).rejects.toThrow('nobody agreed to it here');
  await expect(pushTargetNow(context, 'web')).rejects.toThrow('nobody agreed to it here');
});

test('the name of a repository leads to no other folder', () => {
  const repository = { name: '../../../web', folder: '/web' };
  expect(() => repositoryPaths({ runs: '/queue/runs', repository })).toThrow('is not the name of a repository');
});
