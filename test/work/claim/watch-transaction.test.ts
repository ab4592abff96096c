import { describe, expect, test } from 'vitest';
import type { Tx } from '../../../src/store/index.ts';
import { restoreRecords, type Watched, watchTransaction } from '../../../src/work/claim/watch-transaction.ts';
import { ADA, testWorkspace } from '../../support/workspace.ts';

type Counter = { last: number };

/** Runs a function in a transaction of a store with the counters a (1), b (2) and c (3). */
async function within(step: (tx: Tx) => void): Promise<void> {
  const work = await testWorkspace();
  const { store } = work.opened;
  await store.write({ command: 'given', actor: ADA.actor }, (tx) => {
    for (const [at, id] of ['a', 'b', 'c'].entries()) tx.put('counter', id, { last: at + 1 });
  });
  await store.write({ command: 'step', actor: ADA.actor }, step);
}

const counters = (records: Pick<Tx, 'all'>): Record<string, number> =>
  Object.fromEntries(
    Array.from(records.all('counter'), ([id, { last }]) => [id, last] as const).filter(([id]) => id.length === 1),
  );
const lastOf = (records: Pick<Tx, 'get'>, id: string) => (records.get('counter', id) as Counter | undefined)?.last;

/** Changes, removes, purges and adds a record. */
function change({ tx }: Watched): void {
  tx.put('counter', 'a', { last: 10 });
  tx.put('counter', 'a', { last: 11 });
  tx.remove('counter', 'b');
  tx.purge('counter', 'c');
  tx.put('counter', 'd', { last: 4 });
}

const FIRST = { a: 1, b: 2, c: 3 };

test('a watched transaction has its changes, and the records before them', () =>
  within((tx) => {
    const watched = watchTransaction(tx);
    change(watched);
    expect(counters(tx)).toEqual({ a: 11, d: 4 });
    expect(counters(watched.tx)).toEqual({ a: 11, d: 4 });
    expect(counters(watched.before)).toEqual(FIRST);
    expect(['a', 'b', 'c', 'd'].map((id) => lastOf(watched.before, id))).toEqual([1, 2, 3, undefined]);
    expect(watched.before.get('counter', 'none')).toBeUndefined();
  }));

test('each changed record is named once, with its first version', () =>
  within((tx) => {
    const watched = watchTransaction(tx);
    change(watched);
    expect(Array.from(watched.changed(), ({ kind, id, record }) => [kind, id, record])).toEqual([
      ['counter', 'a', { last: 1 }],
      ['counter', 'b', { last: 2 }],
      ['counter', 'c', { last: 3 }],
      ['counter', 'd', undefined],
    ]);
  }));

test('changes of another kind with the same id are not mixed up', () =>
  within((tx) => {
    const watched = watchTransaction(tx);
    watched.tx.put('counter', 'a', { last: 10 });
    watched.tx.put<string>('setting', 'a', { value: 'x' });
    expect(lastOf(watched.before, 'a')).toBe(1);
    expect(watched.before.get('setting', 'a')).toBeUndefined();
    expect([...watched.before.all('setting')].map(([id]) => id)).not.toContain('a');
    expect(counters(watched.before)).toEqual(FIRST);
    restoreRecords(tx, watched);
  }));

test('restored records are as they were, also added and removed ones', () =>
  within((tx) => {
    const watched = watchTransaction(tx);
    change(watched);
    restoreRecords(tx, watched);
    expect(counters(tx)).toEqual(FIRST);
  }));

describe('a transaction that has changed something before', () => {
  test('counts these changes, too, if they are given', () =>
    within((tx) => {
      tx.put('counter', 'a', { last: 10 });
      const watched = watchTransaction(tx, [{ kind: 'counter', id: 'a', record: { last: 1 } }]);
      watched.tx.put('counter', 'a', { last: 11 });
      expect(counters(watched.before)).toEqual(FIRST);
      expect([...watched.changed()]).toHaveLength(1);
    }));

  test('is compared with what it was then, if they are not given', () =>
    within((tx) => {
      tx.put('counter', 'a', { last: 10 });
      const watched = watchTransaction(tx);
      watched.tx.put('counter', 'a', { last: 11 });
      expect(lastOf(watched.before, 'a')).toBe(10);
    }));
});
