import { expect, test } from 'vitest';
import type { AppendedFile, Backend } from '../../src/store/backend.ts';
import { type MemoryFile, memoryBackend, openStore } from '../../src/store/index.ts';
import { commitPath } from '../../src/store/layout.ts';
import { type Commit, seal } from '../../src/store/log/commit.ts';
import { takeOver } from '../../src/store/log/put-commit.ts';
import { createState } from '../../src/store/state/state.ts';
import { realTiming } from '../../src/store/timing.ts';

const backend = { location: 'somewhere' } as Backend;
const START = 'f'.repeat(64);

/** Makes a commit that follows a sum, as a server gives it with an answer. */
function follows(prev: string, seq: number, op: string, isLong = false): { sum: string; file: AppendedFile } {
  const change = { kind: 'op', id: op, before: null, after: { id: 1 } };
  const at = '2026-07-30T10:00:00Z';
  const actor = { kind: 'system', name: 'upkeep' };
  const body = { v: 1, seq, tx: op, prev, at, actor, command: 'add', changes: [change] };
  const { commit, line } = seal(body as unknown as Omit<Commit, 'sum'>);
  return { sum: commit.sum, file: { path: commitPath(seq), tag: op, bytes: isLong ? null : Buffer.from(`${line}\n`) } };
}

/** Gives files to a state that has the commits up to 10. @returns whether it has all of them, and its last commit */
function given(...files: AppendedFile[]): { took: boolean; seq: number } {
  const state = createState();
  state.load({ seq: 10, head: START, at: '2026-07-30T09:00:00Z', kinds: new Map() } as never, true);
  const took = takeOver({ backend, state, wanted: {} as never }, files);
  return { took, seq: state.seq };
}

const eleven = follows(START, 11, 'eleven');
const twelve = follows(eleven.sum, 12, 'twelve');
const thirteen = follows(twelve.sum, 13, 'thirteen');
const other = follows(START, 11, 'of a writer that slept');

test.each<[string, AppendedFile[], { took: boolean; seq: number }]>([
  ['commits that follow each other', [eleven.file, twelve.file, thirteen.file], { took: true, seq: 13 }],
  ['one commit', [eleven.file], { took: true, seq: 11 }],
  ['none', [], { took: true, seq: 10 }],
  // Numbers 11 to 12 are packed, and 11 is there again for a moment.
  ['a number that is packed, and later ones', [other.file, thirteen.file], { took: false, seq: 10 }],
  ['the last packed number, and the next one', [other.file, twelve.file, thirteen.file], { took: false, seq: 10 }],
  [
    'the last packed number, and a long one',
    [other.file, follows(eleven.sum, 12, 'long', true).file],
    { took: false, seq: 10 },
  ],
  [
    'a long one that follows',
    [eleven.file, twelve.file, follows(twelve.sum, 13, 'long', true).file],
    { took: false, seq: 11 },
  ],
  ['a gap', [eleven.file, thirteen.file], { took: false, seq: 10 }],
])('of commits that came with an answer, those are applied that the log continues with: %s', (_, files, expected) => {
  expect(given(...files)).toEqual(expected);
});

test('a process that verifies what it has read takes a file that a writer that slept creates for a moment for no damage', async () => {
  const files = new Map<string, MemoryFile>();
  const open = async (timing = realTiming) => {
    const backend = memoryBackend({ files });
    const store = await openStore({ dir: 'memory', backend, create: true, segmentSize: 2, timing });
    const add = (id: string) =>
      store.write({ command: 'add', actor: { kind: 'system', name: 'test' } }, (tx) => tx.put<string>('task', id, {}));
    return { store, add };
  };
  let now = 0;
  const { add } = await open({ ...realTiming, monotonic: () => now });
  for (const id of ['a', 'b', 'c']) await add(id);
  const other = await open();
  await other.store.maintain({ force: true });
  expect(files.has(commitPath(1))).toBe(false);
  await memoryBackend({ files }).put(commitPath(1), follows(START, 1, 'of a writer that slept').file.bytes!);
  now = 3_600_000;
  expect((await add('d')).seq).toBe(4);
});
