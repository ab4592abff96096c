import { execFile } from 'node:child_process';
import { appendFileSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, onTestFinished } from 'vitest';
import { repositoryPaths } from '../../../src/runs/git/index.ts';
import { mendStoreRefs } from '../../../src/runs/git/store/mend-store.ts';
import { bundle } from '../../support/bundle.ts';
import { type Child, startChild } from '../../support/child.ts';
import { git } from '../../support/git.ts';
import { seeded } from '../../support/random.ts';
import { runs, SEED } from '../../support/seed.ts';
import { soak } from '../../support/soak-test.ts';
import { stage } from './stage.ts';

const DESTROY: Readonly<Record<string, (packed: string) => void>> = {
  'a broken line': (packed) => appendFileSync(packed, 'broken li'),
  zeros: (packed) => writeFileSync(packed, Buffer.alloc(300)),
  gone: (packed) => rmSync(packed),
};

/** A process that repairs, and the rounds for which it is ready. */
function repairer(script: string, order: object): { child: Child; isReady(n: number): Promise<void> } {
  const waiting = new Map<number, () => void>();
  const child = startChild(script, [JSON.stringify(order)], (line) => waiting.get(Number(line.split(' ')[1]))?.());
  onTestFinished(() => void child.process.kill('SIGKILL'));
  const isReady = async (n: number) => {
    if (child.lines.includes(`ready ${n}`)) return;
    const ended = child.ended.then(({ errors }) => Promise.reject(new Error(`a repair failed: ${errors}`)));
    await Promise.race([new Promise<void>((resolve) => waiting.set(n, resolve)), ended]);
  };
  return { child, isReady };
}

/** A private copy whose refs all have a log or, without `logged`, in which only the packed refs name them. */
async function copy(logged: boolean) {
  const on = stage();
  await on.start();
  const place = { runs: on.runs, repository: on.repository };
  const { store } = repositoryPaths(place);
  for (const row of logged ? git(store, 'for-each-ref', '--format=%(refname) %(objectname)').split('\n') : []) {
    const [ref = '', commit = ''] = row.split(' ');
    git(store, 'update-ref', '-d', ref);
    git(store, 'update-ref', '--create-reflog', ref, commit);
  }
  const log = logged ? ['--create-reflog'] : [];
  for (let n = 0; n < 100; n++) git(store, 'update-ref', ...log, `refs/runs/r${n}/rescue/1/files`, on.base);
  const script = await bundle(new URL('./mend.child.ts', import.meta.url));
  const begin = (order: object) => repairer(script, { place, ...order });
  const refs = () => git(store, 'for-each-ref');
  const left = () => readdirSync(store).filter((name) => /lock$|mend/.test(name));
  return { base: on.base, runs: on.runs, place, store, begin, refs, left };
}

soak('processes that repair the same packed refs at once, one of them killed, lose no ref', async () => {
  const { runs: folder, place, store, begin, refs, left } = await copy(true);
  const before = refs();
  const go = join(folder, 'go');
  const all = Array.from({ length: 3 }, () => begin({ go, first: 0 }));
  for (let n = 0; n < runs(1, 60); n++) {
    const random = seeded(n);
    const how = random.pick(Object.keys(DESTROY));
    const at = `round ${n} of seed ${SEED}: ${how}`;
    await Promise.all(all.map(({ isReady }) => isReady(n)));
    git(store, 'pack-refs', '--all');
    DESTROY[how]!(join(store, 'packed-refs'));
    writeFileSync(`${go}-${n}`, '');
    if (random.int(2) === 0) {
      await wait(random.int(30));
      const [killed] = all.splice(0, 1, begin({ go, first: n + 1 }));
      killed!.child.process.kill('SIGKILL');
      await killed!.child.ended;
    }
    await Promise.all(all.map(({ isReady }) => isReady(n + 1)));
    await mendStoreRefs(place);
    expect(refs(), at).toBe(before);
    expect(left(), at).toEqual([]);
  }
});

soak('a repair waits for a git that has the packed refs locked, and keeps what that wrote', async () => {
  const { base, place, store, refs, left } = await copy(false);
  git(store, 'pack-refs', '--all');
  const [packed, lock] = ['packed-refs', 'packed-refs.lock'].map((name) => join(store, name)) as [string, string];
  const [sound, before] = [readFileSync(packed, 'utf8'), refs()];
  // As git writes them: to the lock, which then replaces the file.
  writeFileSync(lock, `${sound}${base} refs/targets/zzz\n`);
  appendFileSync(packed, 'broken li');
  const [one, other] = Array.from({ length: 2 }, () => mendStoreRefs(place).then(() => 'repaired'));
  // A repair without the lock is over before so many calls of git.
  const waits = async () => {
    for (let n = 0; n < 20; n++) await new Promise((done) => execFile('git', ['--version'], done));
    return 'waiting';
  };
  expect(await Promise.race([one, other, waits()])).toBe('waiting');
  expect(readFileSync(packed, 'utf8')).toBe(`${sound}broken li`);
  renameSync(lock, packed);
  await Promise.all([one, other]);
  expect(refs()).toBe(`${before}\n${base} commit\trefs/targets/zzz`);
  expect(left()).toEqual([]);
});

soak('a git that makes and packs refs beside such processes, between broken lines, loses none of them', async () => {
  const { base, place, store, begin, refs, left } = await copy(false);
  const before = refs();
  const all = Array.from({ length: 3 }, () => begin({ first: 0 }));
  await Promise.all(all.map(({ isReady }) => isReady(0)));
  const made: string[] = [];
  // Git refuses broken packed refs, until a process has repaired them.
  const insist = async (...args: string[]) => {
    while ((await new Promise((done) => execFile('git', args, { cwd: store }, done))) !== null);
  };
  for (let n = 0; n < runs(1, 150); n++) {
    appendFileSync(join(store, 'packed-refs'), 'broken li');
    const random = seeded(n);
    if (random.int(10) === 0) {
      await wait(random.int(10));
      const [killed] = all.splice(0, 1, begin({ first: 0 }));
      killed!.child.process.kill('SIGKILL');
      await killed!.child.ended;
    }
    made.push(`${base} commit\trefs/runs/s${String(n).padStart(3, '0')}/result`);
    await insist('update-ref', `refs/runs/s${String(n).padStart(3, '0')}/result`, base);
    await insist('pack-refs', '--all');
  }
  for (const { child } of all) child.process.kill('SIGKILL');
  await Promise.all(all.map(({ child }) => child.ended));
  await mendStoreRefs(place);
  expect(refs().split('\n').sort()).toEqual([...before.split('\n'), ...made].sort());
  expect(left().filter((name) => name.endsWith('lock'))).toEqual([]);
});
