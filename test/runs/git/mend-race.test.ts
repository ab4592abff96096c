import { execFile } from 'node:child_process';
import { appendFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
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

soak(
  'processes that repair the same packed refs at once, one of them killed, beside a git that packs, lose no ref',
  async () => {
    const on = stage();
    await on.start();
    const place = { runs: on.runs, repository: on.repository };
    const { store } = repositoryPaths(place);
    for (const row of git(store, 'for-each-ref', '--format=%(refname) %(objectname)').split('\n')) {
      const [ref = '', commit = ''] = row.split(' ');
      git(store, 'update-ref', '-d', ref);
      git(store, 'update-ref', '--create-reflog', ref, commit);
    }
    for (let n = 0; n < 100; n++)
      git(store, 'update-ref', '--create-reflog', `refs/runs/r${n}/rescue/1/files`, on.base);
    const refs = git(store, 'for-each-ref');
    const script = await bundle(new URL('./mend.child.ts', import.meta.url));
    const go = join(on.runs, 'go');
    const begin = (first: number) => repairer(script, { place, go, first });
    const all = [begin(0), begin(0), begin(0)];
    for (let n = 0; n < runs(1, 60); n++) {
      const random = seeded(n);
      const how = random.pick(Object.keys(DESTROY));
      const at = `round ${n} of seed ${SEED}: ${how}`;
      await Promise.all(all.map(({ isReady }) => isReady(n)));
      git(store, 'pack-refs', '--all');
      DESTROY[how]!(join(store, 'packed-refs'));
      writeFileSync(`${go}-${n}`, '');
      // Git refuses broken packed refs.
      const packing = new Promise<void>((done) =>
        execFile('git', ['pack-refs', '--all'], { cwd: store }, () => done()),
      );
      if (random.int(2) === 0) {
        await wait(random.int(30));
        const [killed] = all.splice(0, 1, begin(n + 1));
        killed!.child.process.kill('SIGKILL');
        await killed!.child.ended;
      }
      await packing;
      await Promise.all(all.map(({ isReady }) => isReady(n + 1)));
      await mendStoreRefs(place);
      expect(git(store, 'for-each-ref'), at).toBe(refs);
      expect(
        readdirSync(store).filter((name) => /lock$|mend/.test(name)),
        at,
      ).toEqual([]);
    }
  },
);
