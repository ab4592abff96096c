import { expect, test } from 'vitest';
import { examineStore, mendStore } from '../../src/store/doctor/store.ts';
import { openStore, type Store } from '../../src/store/index.ts';
import { everyNth } from '../support/soak-test.ts';
import { HARMS } from './damage/table.ts';
import { add, anotherStore, endOf, harmable, lease } from './filled.ts';

/** How processes come to a store after it was harmed. */
const COMERS = {
  whole: {},
  lazy: { lazy: true },
  partial: { kinds: ['thing', 'counter'] },
  elsewhere: { kinds: ['lease'] },
};

const OF_STORE = Object.entries(HARMS).filter(
  ([, row]) => !row.ofMarker && !row.forbids && !row.doorsOnly && !row.partly,
);

test.each(everyNth(16, OF_STORE))(
  '%s: nobody acknowledges a write that others cannot read, and doctor names it',
  async (_, { harm, named, mended }) => {
    const { dir, living, behind, older } = await harmable();
    await harm(dir, { older, other: await anotherStore(), common: '' });
    const before = await examineStore(dir, Date.now());
    for (const name of named)
      expect(before?.problems.map(({ file }) => file)).toContainEqual(expect.stringMatching(`${endOf(name)}$`));
    if (named.length === 0) expect(before?.problems).toEqual([]);

    const acked: string[] = [];
    const attempt = async (id: string, store: () => Store | Promise<Store>) => {
      const write = id === 'elsewhere' ? lease : add;
      const done = await tried(async () => write(await store(), id));
      if (done) acked.push(id);
    };
    await attempt('behind', () => behind);
    await attempt('living', () => living);
    for (const [name, wanted] of Object.entries(COMERS)) await attempt(name, () => openStore({ dir, ...wanted }));
    await attempt('behind again', () => behind);
    await attempt('living again', () => living);
    await expectReadable(dir, acked);

    const fixed = await mendStore(dir, Date.now());
    await expectReadable(dir, acked);
    if (!mended) return;
    expect(fixed.report).toMatchObject({ ok: true, problems: [] });
    const { state } = await openStore({ dir });
    const expected = Array.from({ length: 22 }, (_, i) => `t${i + 2}`).concat(acked.filter((id) => id !== 'elsewhere'));
    expect(expected.filter((id) => !state.get<string>('thing', id))).toEqual([]);
    await add(await openStore({ dir }), 'after');
  },
);

async function expectReadable(dir: string, acked: readonly string[]): Promise<void> {
  if (acked.length === 0) return;
  for (const [name, wanted] of Object.entries(COMERS)) {
    const { state } = await openStore({ dir, ...wanted });
    const mine = acked.filter((id) => (id === 'elsewhere') === (name === 'elsewhere'));
    expect(mine.filter((id) => !state.get<string>(id === 'elsewhere' ? 'lease' : 'thing', id))).toEqual([]);
  }
}

async function tried(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    expect(error).toMatchObject({ name: 'BacklogError', code: expect.stringMatching(/^(store|unconfirmed)$/) });
    return false;
  }
}
