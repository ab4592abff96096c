import { setImmediate as nextTurn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import type { AppendedFile, Backend, NextCommit } from '../../src/store/backend.ts';
import { type MemoryFile, memoryBackend, openStore } from '../../src/store/index.ts';
import { commitPath } from '../../src/store/layout.ts';

const signer = { kind: 'system', name: 'test' } as const;

/** A queue with one commit, and the process that made it. */
async function begun() {
  const inner = memoryBackend({ files: new Map<string, MemoryFile>() });
  const other = await openStore({ dir: 'memory', backend: inner, create: true });
  const add = (id: string) => other.write({ command: 'add', actor: signer }, (tx) => tx.put<string>('task', id, {}));
  await add('first');
  return { inner, other, add };
}

/** What a server that loses the first answer does: the commit takes effect at the writer's next call. */
interface Losing {
  lose(next: NextCommit): void;
  /** Creates the lost commit. @returns its file */
  land(): Promise<AppendedFile[]>;
  put: Backend['put'];
}

/** The ways on which an answer gets lost. */
const WAYS: Record<string, (losing: Losing) => Pick<Backend, 'append' | 'appendInTurn'>> = {
  'in the older way to write': ({ lose, land }) => {
    let calls = 0;
    return {
      async append(next) {
        if (++calls === 1) lose(next);
        else await land();
        return 'unsure';
      },
    };
  },
  "in the writer's next turn": ({ lose, land, put }) => {
    let turns = 0;
    return {
      append: async () => ({ taken: [], queue: true }),
      async appendInTurn({ make }) {
        if (++turns === 1) lose(make([])!);
        const next = turns > 1 && make(await land());
        return next ? (await put(next.path, next.line))! : { taken: [], queue: true };
      },
    };
  },
};

test.each(Object.keys(WAYS))('a commit whose answer was lost, and that takes effect late, is found %s', async (way) => {
  const { inner, other: seed } = await begun();
  let lost: NextCommit | undefined;
  const losing: Losing = {
    put: inner.put,
    lose(next) {
      lost = next;
    },
    async land() {
      const { path, line } = lost!;
      const made = await inner.put(path, line);
      return made ? [{ path, tag: made.tag, bytes: Buffer.from(line) }] : [];
    },
  };
  const store = await openStore({ dir: 'memory', backend: { ...inner, ...WAYS[way]!(losing) } });
  let runs = 0;
  const { value, seq } = await store.write({ command: 'add', actor: signer }, (tx) => {
    tx.put<string>('task', `n${++runs}`, {});
    return runs;
  });
  expect(seq).toBe(2);
  await seed.refresh();
  expect([...seed.state.all<string>('task')].map(([id]) => id)).toEqual(['first', `n${value}`]);
});

test('a commit whose answer was lost is told as done, also if the log cannot be read further then', async () => {
  const { inner, other } = await begun();
  let isOver = false;
  const backend: Backend = {
    ...inner,
    async append({ path, line }) {
      await inner.put(path, line);
      isOver = true;
      return 'unsure';
    },
    async list(folder, options) {
      const found = await inner.list(folder, options);
      // The commit changes there after it was read.
      return isOver && folder === 'log'
        ? found.map(({ name }) => ({ name, facts: () => ({ tag: `${++changes}`, modified: 0 }) }))
        : found;
    },
  };
  let changes = 100;
  let now = 0;
  const timing = {
    monotonic() {
      if (isOver) now += 60_000;
      return now;
    },
    sleep: async () => {},
    random: () => 0,
  };
  const get = backend.get;
  backend.get = async (path, range) => {
    if (isOver && path === commitPath(1)) throw new Error('the network is gone');
    return get(path, range);
  };
  const store = await openStore({ dir: 'memory', backend, timing });
  const { seq } = await store.write({ command: 'add', actor: signer }, (tx) => tx.put<string>('task', 'second', {}));
  expect(seq).toBe(2);
  await other.refresh();
  expect(other.state.size('task')).toBe(2);
});

test('a write that loses often keeps none of the commits that came too late', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const { inner, add } = await begun();
  const values: WeakRef<object>[] = [];
  let alive: number | undefined;
  const append: Backend['append'] = async ({ path, line }) => {
    if (values.length === 20) {
      await nextTurn();
      collect();
      alive = values.filter((value) => value.deref() !== undefined).length;
      return (await inner.put(path, line))!;
    }
    await add(`other-${values.length}`);
    const bytes = (await inner.get(path))!;
    return { taken: [{ path, tag: path, bytes }] };
  };
  const timing = { monotonic: () => 0, sleep: async () => {}, random: () => 0 };
  const store = await openStore({ dir: 'memory', backend: { ...inner, append }, timing });
  const { seq } = await store.write({ command: 'add', actor: signer }, (tx) => {
    tx.put<string>('task', 'mine', {});
    const value = {};
    values.push(new WeakRef(value));
    return value;
  });
  expect(seq).toBe(21);
  expect(alive).toBeLessThan(4);
});

test('a process that was stopped for hours in the function of a write does not hold the queue for hours', async () => {
  const { inner } = await begun();
  const held: number[] = [];
  const backend: Backend = {
    ...inner,
    append: async () => ({ taken: [], queue: true }),
    async appendInTurn({ heldMs, make }) {
      held.push(heldMs);
      const next = make([])!;
      return (await inner.put(next.path, next.line))!;
    },
  };
  let now = 0;
  const timing = { monotonic: () => now, sleep: async () => {}, random: () => 0 };
  const store = await openStore({ dir: 'memory', backend, timing });
  const { seq } = await store.write({ command: 'add', actor: signer }, (tx) => {
    if (now === 0) now = 7_200_000;
    tx.put<string>('task', 'mine', {});
  });
  expect([seq, held]).toEqual([2, [30_000]]);
});

test('a writer that others wait for, and that queues nevertheless, is not in its own way', async () => {
  const { inner } = await begun();
  const turns: (string | undefined)[] = [];
  let tries = 0;
  const backend: Backend = {
    ...inner,
    // A commit that is too long for its turn, and others that queue then.
    append: async () => ({ taken: [], queue: true }),
    async appendInTurn({ make }) {
      const next = make([])!;
      turns.push(next.turn);
      return ++tries === 1 ? 'unsure' : (await inner.put(next.path, next.line))!;
    },
  };
  const store = await openStore({ dir: 'memory', backend });
  await store.write({ command: 'add', actor: signer }, (tx) => tx.put<string>('task', 'mine', {}));
  expect(turns).toEqual([undefined, expect.stringMatching(/^log\/turn-/)]);
  expect((await inner.list('log')).filter(({ name }) => name.startsWith('turn'))).toEqual([]);
});
