import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { diff, fold, invert, type RecordFields } from '../../src/store/state/change.ts';
import { runs } from '../support/seed.ts';

const SETS = ['tags', 'notes'];
const change = (before: RecordFields | undefined, after: RecordFields | undefined) => diff(before, after, SETS);
const task = (fields: RecordFields = {}): RecordFields => ({ description: 'x', ...fields });

test('only changed fields are in a change', () => {
  expect(change(task({ due: 'a', rank: 1 }), task({ due: 'b', rank: 1 }))).toEqual({
    before: { due: 'a' },
    after: { due: 'b' },
  });
});

test('a field that appears or goes is missing on the other side', () => {
  expect(change(task(), task({ due: 'b' }))).toEqual({ before: {}, after: { due: 'b' } });
  expect(change(task({ due: 'b' }), task())).toEqual({ before: { due: 'b' }, after: {} });
});

test('a record that is made or removed is in the change whole', () => {
  expect(change(undefined, task())).toEqual({ before: null, after: task() });
  expect(change(task(), undefined)).toEqual({ before: task(), after: null });
});

test('no difference, or another order of keys, is no change', () => {
  expect(change(task({ a: { x: 1, y: 2 } }), task({ a: { y: 2, x: 1 } }))).toBeNull();
  expect(change(undefined, undefined)).toBeNull();
});

test('a set-like field changes by element', () => {
  expect(change(task({ tags: ['a', 'b'] }), task({ tags: ['b', 'c'] }))).toEqual({
    before: { 'tags[]': ['a'] },
    after: { 'tags[]': ['c'] },
  });
});

test('an element with an id or a number is replaced where it stands', () => {
  const before = task({
    notes: [
      { id: 'p', text: '1' },
      { id: 'q', text: '2' },
    ],
  });
  const after = task({
    notes: [
      { id: 'p', text: '9' },
      { id: 'q', text: '2' },
    ],
  });
  const made = change(before, after);
  expect(made).toEqual({
    before: { 'notes[]': [{ id: 'p', text: '1' }] },
    after: { 'notes[]': [{ id: 'p', text: '9' }] },
  });
  expect(fold(before, made!)).toEqual(after);
});

test('two changes of different elements both survive, in either order', () => {
  const base = task({ tags: ['a'] });
  const one = change(base, task({ tags: ['a', 'b'] }))!;
  const two = change(base, task({ tags: ['c'] }))!;
  expect(fold(fold(base, one), two)).toEqual(task({ tags: ['b', 'c'] }));
  expect(fold(fold(base, two), one)).toEqual(task({ tags: ['c', 'b'] }));
});

test('another order of a set-like field is kept, as the whole field', () => {
  expect(change(task({ tags: ['a', 'b'] }), task({ tags: ['b', 'a'] }))).toEqual({
    before: { tags: ['a', 'b'] },
    after: { tags: ['b', 'a'] },
  });
});

test('folding a change gives the record after it, and its inverse the record before, whatever the fields hold', () => {
  const element = fc.oneof(
    fc.string({ maxLength: 2 }),
    fc.record({ id: fc.constantFrom('p', 'q', 'r'), t: fc.nat(3) }),
  );
  const record = fc.record(
    {
      tags: fc.oneof(fc.array(element, { maxLength: 5, minLength: 1 }), fc.constant(null)),
      notes: fc.array(fc.record({ n: fc.nat(4), t: fc.nat(2) }), { maxLength: 4, minLength: 1 }),
      due: fc.oneof(fc.constant(null), fc.string({ maxLength: 3 })),
      extra: fc.jsonValue({ maxDepth: 2 }),
    },
    { requiredKeys: [] },
  );
  const side = fc.option(record, { nil: undefined });
  fc.assert(
    fc.property(side, side, (before, after) => {
      const [a, b] = [plain(before), plain(after)];
      const made = change(a, b);
      if (made === null) return;
      const stored = { kind: 'task', id: 't', ...(plain(made) as typeof made) };
      expect(sortSets(fold(a, stored))).toEqual(sortSets(b));
      expect(fold(a, stored)).toEqual(b);
      expect(sortSets(fold(b, invert(stored)))).toEqual(sortSets(a));
    }),
    { numRuns: runs(150, 1_500) },
  );
});

function plain<T>(value: T): T {
  return value === undefined ? value : (JSON.parse(JSON.stringify(value)) as T);
}

/** Taking an element back puts it at the end: set-like fields promise their elements, not their order. */
function sortSets(record: RecordFields | undefined): RecordFields | undefined {
  if (!record) return record;
  const sorted = SETS.filter((field) => Array.isArray(record[field])).map((field) => [
    field,
    [...(record[field] as unknown[])].map((element) => JSON.stringify(element)).sort(),
  ]);
  return { ...record, ...Object.fromEntries(sorted) };
}
