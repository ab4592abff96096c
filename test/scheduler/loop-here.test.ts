import { expect, test } from 'vitest';
import { ownActor } from '../../src/domain/own-actors.ts';
import { isLoopHere, keepLoopHere } from '../../src/scheduler/loop/ensure-loop.ts';
import { memoryBackend, openStore } from '../../src/store/index.ts';
import { tempFolder } from '../support/folder.ts';

test('in a queue on a server, the machine whose person started the orchestrator last runs it', async () => {
  const store = await openStore({ dir: tempFolder(), backend: memoryBackend(), create: true });
  const { state } = store;
  const start = (at: string) =>
    store.write({ command: 'orchestrator_start', actor: ownActor('scheduler') }, (tx) =>
      tx.put('orchestrator', 'orchestrator', { wish: 'running', at, actor: 'human:ada', limits: {} } as never),
    );
  const address = 's3://bucket/web';
  const [one, two] = [tempFolder(), tempFolder()].map((dir) => ({ dir, address, state }));
  await start('2026-11-23T12:00:00.000Z');
  expect([one, two].map((machine) => isLoopHere(machine!))).toEqual([false, false]);
  keepLoopHere(one!);
  expect([one, two].map((machine) => isLoopHere(machine!))).toEqual([true, false]);
  await start('2026-11-23T12:00:01.000Z');
  keepLoopHere(two!);
  expect([one, two].map((machine) => isLoopHere(machine!))).toEqual([false, true]);
  expect(isLoopHere({ dir: tempFolder(), address: undefined, state })).toBe(true);
});
