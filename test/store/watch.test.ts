import { expect, onTestFinished, test } from 'vitest';
import { type FileCalls, fileCalls } from '../../src/store/backends/calls.ts';
import { fsBackend } from '../../src/store/backends/fs.ts';
import { type Backend, memoryBackend, openStore } from '../../src/store/index.ts';
import { type LogWatch, watchLog } from '../../src/store/log/watch.ts';
import { tempFolder } from '../support/folder.ts';

const never = new AbortController().signal;
const ada = { kind: 'human', name: 'ada' } as const;

/** Counts how often it was slept instead of being told. */
function clockwork() {
  let slept = 0;
  const timing = { monotonic: () => 0, random: () => 0, sleep: async () => void slept++ };
  return { timing, slept: () => slept };
}

/** A medium that tells when the test does. */
function telling() {
  let tell: (() => void) | undefined;
  let began = 0;
  const backend: Backend = {
    ...memoryBackend(),
    watch: (_, changed) => {
      began++;
      tell = changed;
      return () => (tell = undefined);
    },
  };
  return { backend, tell: () => tell?.(), watched: () => tell !== undefined, began: () => began };
}

/** The first look is always worth its while. */
async function begun(watch: LogWatch): Promise<LogWatch> {
  await watch.next(false, never);
  return watch;
}

test('what another process commits is told by the disk', async () => {
  const dir = tempFolder();
  const store = await openStore({ dir, create: true });
  const put = (id: string) => store.write({ command: 'x', actor: ada }, (tx) => tx.put<string>('thing', id, {}));
  await put('a');
  const other = await openStore({ dir });
  const watch = await begun(other.watch({ every: 1, rarely: 1e9 }));
  onTestFinished(watch.close);
  const next = watch.next(false, never);
  await put('b');
  await next;
  await other.refresh();
  expect(other.state.get('thing', 'b')).toEqual({});
});

test('a disk tells of names, not of drafts; of a folder that is not there, nothing', () => {
  const dir = tempFolder();
  expect(fsBackend(dir).watch?.('log', () => undefined)).toBeUndefined();
  let come = (_: string | null) => {};
  const calls: FileCalls = {
    ...fileCalls,
    watch(_, changed) {
      come = changed;
      return () => undefined;
    },
  };
  let told = 0;
  fsBackend(dir, calls).watch?.('log', () => told++);
  come('.tmp-1');
  expect(told).toBe(0);
  come('000000000001.json');
  come(null);
  expect(told).toBe(2);
});

test('where the medium cannot tell, it is looked at every while', async () => {
  const { timing, slept } = clockwork();
  const watch = watchLog({ backend: memoryBackend(), timing }, { every: 40 });
  for (let n = 0; n < 5; n++) await watch.next(n % 2 === 0, never);
  expect(slept()).toBe(5);
});

test('what was told before anybody waited is not lost', async () => {
  const { backend, tell } = telling();
  const watch = await begun(watchLog({ backend, timing: clockwork().timing }, { every: 1, rarely: 1e9 }));
  tell();
  await watch.next(false, never);
});

test('a medium that does not tell of what is found, three times in a row, is looked at every while from then on', async () => {
  const { backend, tell, watched } = telling();
  const { timing, slept } = clockwork();
  const watch = await begun(watchLog({ backend, timing }, { every: 40, rarely: 1 }));
  const wait = (found: boolean) => watch.next(found, never);
  await wait(false);
  await wait(true);
  await wait(true);
  tell();
  await wait(false);
  // It told: it counts anew.
  await wait(true);
  for (let n = 0; n < 2; n++) await wait(true);
  expect([slept(), watched()]).toEqual([0, true]);
  await wait(true);
  expect([slept(), watched()]).toEqual([1, false]);
});

test('a log that comes into being is watched from then on', async () => {
  const { backend, began } = telling();
  let there = false;
  const timed = clockwork();
  const late: Backend = {
    ...backend,
    watch: (folder, changed) => (there ? backend.watch?.(folder, changed) : undefined),
  };
  const watch = watchLog({ backend: late, timing: timed.timing }, { every: 40, rarely: 1 });
  await watch.next(false, never);
  there = true;
  await watch.next(false, never);
  expect([timed.slept(), began()]).toEqual([2, 0]);
  await watch.next(true, never);
  expect([timed.slept(), began()]).toEqual([2, 1]);
});

test('whoever ends stops waiting at once', async () => {
  const { backend } = telling();
  const over = new AbortController();
  const watch = await begun(watchLog({ backend, timing: clockwork().timing }, { every: 1, rarely: 1e9 }));
  const next = watch.next(false, over.signal);
  over.abort();
  await next;
  await watch.next(false, over.signal);
});
