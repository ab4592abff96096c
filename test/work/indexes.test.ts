import { expect, test } from 'vitest';
import type { Run } from '../../src/domain/records.ts';
import { memoryBackend, openStore } from '../../src/store/index.ts';
import { indexesOf, latestRun } from '../../src/work/workspace/indexes.ts';
import { seeded } from '../support/random.ts';
import { runs } from '../support/seed.ts';

const meta = { command: 'test', actor: { kind: 'system', name: 'test' } } as const;
const run = (task: string, attempt: number) => ({ id: `${task}-${attempt}`, task, attempt }) as unknown as Run;

test('a refused second attempt leaves the first as the latest run', async () => {
  const store = await openStore({ dir: 'memory', backend: memoryBackend(), create: true });
  const { related } = indexesOf(store);
  related();
  await store.write(meta, (tx) => tx.put('run', 't-1', run('t', 1)));
  const refused = store.write(meta, (tx) => {
    tx.put('run', 't-2', run('t', 2));
    expect(latestRun(related(), 't')?.attempt).toBe(2);
    throw new Error('refused');
  });
  await expect(refused).rejects.toThrow('refused');
  expect(latestRun(related(), 't')?.attempt).toBe(1);
});

test('whatever was tried and taken back, the indexes are those of the records that were committed', async () => {
  for (let stream = 0; stream < runs(8, 60); stream++) {
    const random = seeded(stream);
    const store = await openStore({ dir: 'memory', backend: memoryBackend(), create: true });
    const kept = indexesOf(store);
    kept.related();
    for (let i = 0; i < 25; i++) {
      const refuse = random.int(3) === 0;
      const writing = store.write(meta, (tx) => {
        for (let n = 0; n < 3; n++) {
          const [task, attempt] = [`t${random.int(2)}`, random.int(4)];
          const id = `${task}-${attempt}`;
          if (random.int(3) === 0) {
            tx.remove('run', id);
            tx.remove('doc', id);
          } else {
            tx.put('run', id, run(task, attempt));
            const blob = random.int(2) === 0 ? null : 'x';
            const versions = [{ n: 1, blob, actor: 'a', at: tx.at }];
            tx.put('doc', id, { task, name: `d${attempt}`, versions });
          }
        }
        if (refuse) throw new Error('refused');
      });
      await writing.catch((error) => expect(error).toMatchObject({ message: 'refused' }));
      const fresh = indexesOf(store).related();
      for (const task of ['t0', 't1']) {
        expect(latestRun(kept.related(), task), `stream ${stream}`).toEqual(latestRun(fresh, task));
        const names = (docs: typeof fresh.docs) => [...(docs.get(task) ?? [])].sort();
        expect(names(kept.related().docs), `stream ${stream}`).toEqual(names(fresh.docs));
      }
    }
  }
});
