import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TASK_FIELDS } from '../../src/domain/fields/table.ts';
import type { KindRow } from '../../src/domain/kinds/row.ts';
import { fitsKind, schemaOfKind } from '../../src/domain/kinds/schemas.ts';
import { KINDS } from '../../src/domain/kinds/table.ts';
import { validateRecord } from '../../src/work/workspace/validate.ts';
import { runs } from '../support/seed.ts';
import { testWorkspace } from '../support/workspace.ts';

/** Kinds without a rule for how long Backlog keeps a record, by what limits their number. */
const UNTIL_REMOVED: Readonly<Record<string, readonly (keyof typeof KINDS)[]>> = {
  'people make and remove them': [
    ...(['task', 'view', 'agent', 'token', 'webhook', 'source', 'sync', 'repository', 'gate'] as const),
    ...(['vision', 'pillar', 'persona', 'problem', 'outcome', 'bet', 'goal'] as const),
  ],
  'one for each name that a person set': ['setting', 'config', 'consent', 'pass', 'delivery'],
  'one for the whole queue, or for each name in the code': ['orchestrator', 'autonomy', 'moved', 'lease', 'counter'],
  'they go with their task': [
    ...(['doc', 'attachment', 'run', 'question', 'comment'] as const),
    ...(['linked', 'conflict', 'sending', 'unmade', 'pull'] as const),
  ],
  'one for each task of a synchronised file': ['synced'],
  'one for each quarter': ['archive'],
  'one for each night, as its report': ['night'],
  'a refused one must not come again': ['proposal'],
};

describe.each(Object.entries<KindRow>(KINDS))('%s', (kind, row) => {
  test('says what it is, has a rule for how long it stays or a reason for none, and refuses an empty record', () => {
    expect(row.doc).not.toBe('');
    const reasons = Object.keys(UNTIL_REMOVED).filter((why) => UNTIL_REMOVED[why]!.some((one) => one === kind));
    if (row.stays) {
      expect(row.stays.says).not.toBe('');
      expect(reasons).toEqual([]);
    } else {
      expect(reasons, `${kind} has neither stays nor a reason to be kept`).toHaveLength(1);
      expect(row.task !== undefined).toBe(reasons[0] === 'they go with their task');
    }
    expect(schemaOfKind(kind)?.safeParse({}).success).toBe(false);
  });
});

test.each<[string, object, RegExp]>([
  [
    'claim',
    { id: 'c1', holder: 's1', scope: [], since: 'now', expires: 'later', fence: 1 },
    /made a wrong record of claim c1: since: expected/,
  ],
  ['setting', { name: 'x', value: {}, at: '2026-07-30T14:30:00Z', actor: 'human:ada' }, /setting: value/],
  ['view', { name: 'x', filter: '', at: '2026-07-30T14:30:00Z', actor: 'human:ada' }, /view: filter/],
  ['mirror', { list: 'l', clientTask: '1', session: 's', task: '12' }, /mirror: task: expected a lower-case UUID/],
  ['counter', { last: 1.5 }, /counter: last/],
])('a %s that does not fit is refused before it is committed', async (kind, record, message) => {
  const { run, opened } = await testWorkspace();
  await run('task_add', { description: 'First' });
  const before = opened.store.state.seq;
  const actor = { kind: 'system', name: 'test' } as const;
  const write = opened.store.write({ command: 'test', actor }, (tx) => tx.put<string>(kind, 'x', record as never));
  await expect(write).rejects.toThrow(message);
  expect(opened.store.state.seq).toBe(before);
});

test('a kind of a newer version passes: undo may bring such a record back', () => {
  expect(() => validateRecord('weather', { rain: true })).not.toThrow();
});

test('fields of a newer version pass', () => {
  expect(() => validateRecord('counter', { last: 1, step: 2 })).not.toThrow();
});

test('a record fits its kind at a glance exactly where the whole schema says so', () => {
  const sound = {
    ...{ uuid: '11111111-1111-4111-8111-111111111111', id: 1, description: 'x', status: 'pending' },
    ...{ entry: '2026-07-30T14:30:00Z', modified: '2026-07-30T14:30:00Z' },
  };
  const value = fc.oneof(
    fc.constantFrom(undefined, null, '', 'H', 1, ['a'], {}, { kind: 'beads', id: '1', seen: { a: 'b' } }),
    fc.constantFrom({ kind: 'beads', id: '1', seen: { a: 1 } }, { kind: 'beads', id: '1', seen: ['a'] }),
    fc.anything(),
  );
  const fields = fc.constantFrom(...Object.keys(TASK_FIELDS), 'of_a_newer_version');
  const answers = new Set<boolean>();
  fc.assert(
    fc.property(fc.dictionary(fields, value, { maxKeys: 2 }), fc.subarray(Object.keys(sound)), (more, left) => {
      const record: object = { ...sound, ...more };
      for (const field of left.slice(1)) delete (record as Record<string, unknown>)[field];
      const fits = fitsKind('task', record);
      answers.add(fits);
      expect(fits).toBe(schemaOfKind('task')!.safeParse(record).success);
    }),
    { numRuns: runs(100, 500) },
  );
  expect(answers.size).toBe(2);
});
