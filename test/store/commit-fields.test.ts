import { expect, test } from 'vitest';
import { type Commit, headOf, isOfLaterVersion, parseCommit, seal } from '../../src/store/log/commit.ts';

const CHANGE = { kind: 'task', id: 'a', before: null, after: { id: 1 } };
const COMMIT: Omit<Commit, 'sum'> = {
  ...{ v: 1, seq: 7, tx: 't', prev: 'p', at: '2026-07-30T14:30:00Z', command: 'task_add' },
  ...{ actor: { kind: 'human', name: 'ada' }, changes: [CHANGE] },
};

/** A line whose sum is right, and whose fields are these. */
function lineOf(fields: Record<string, unknown>) {
  const { line } = seal({ ...COMMIT, ...fields });
  return { bytes: Buffer.from(line), seq: 7, file: 'log/7.json' } as Parameters<typeof parseCommit>[0];
}

test.each<[what: string, fields: Record<string, unknown>]>([
  ['no changes', { changes: undefined }],
  ['changes that are no list', { changes: {} }],
  ['a change of a bad kind', { changes: [{ ...CHANGE, kind: '../x' }] }],
  ['a change without an id', { changes: [{ ...CHANGE, id: undefined }] }],
  ['a change without a side', { changes: [{ ...CHANGE, before: undefined }] }],
  ['a change that is nothing', { changes: [null] }],
  ['a time with milliseconds', { at: '2026-07-30T14:30:00.000Z' }],
  ['no time', { at: undefined }],
  ['no author', { actor: undefined }],
  ['an author of no kind', { actor: { kind: 'robot', name: 'x' } }],
  ['no command', { command: undefined }],
  ['bodies that are no texts', { purged: [1] }],
  ['an undone commit that is no number', { undoes: 'x' }],
])('a stored commit with %s is told as damage, by its file', (_, fields) => {
  const line = lineOf(fields);
  expect(() => parseCommit(line)).toThrow(
    'log/7.json is damaged: commit 7 lacks a field of a commit, or has a bad kind',
  );
});

test('a whole commit is read, and one of a later version by its version alone', () => {
  expect(parseCommit(lineOf({ outside: 'a run', purged: ['a'], undoes: 3 }))).toMatchObject({ undoes: 3, seq: 7 });
  expect(headOf(lineOf({}))).toEqual({ ...COMMIT, changes: undefined });
  const later = lineOf({ v: 2, at: 0, actor: undefined });
  expect(isOfLaterVersion(later)).toBe(true);
  expect(() => parseCommit(later)).toThrow('commit 7 has version 2');
});
