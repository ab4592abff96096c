import { expect, test } from 'vitest';
import type { AppendedFile, Backend, NextCommit } from '../../src/store/backend.ts';
import { type MemoryFile, memoryBackend, openStore } from '../../src/store/index.ts';

const signer = { kind: 'system', name: 'test' } as const;

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
  const files = new Map<string, MemoryFile>();
  const inner = memoryBackend({ files });
  const seed = await openStore({ dir: 'memory', backend: inner, create: true });
  await seed.write({ command: 'add', actor: signer }, (tx) => tx.put<string>('task', 'first', {}));
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
