import { expect, test } from 'vitest';
import { oldDigest, valuesOfRow } from '../../../src/work/import/match/imported-before.ts';
import { isStill } from '../../../src/work/merge/base.ts';

test('what a row says has the digests that earlier versions stored', () => {
  const values = valuesOfRow({
    known: {
      ...{ uuid: 'u', source: { kind: 'beads', id: '1' }, description: 'Fix the login — 日本', tags: ['a', 'b'] },
      ...{ status: 'completed', end: '2026-07-30T14:30:00Z', annotations: [], due: undefined },
      docs: { spec: 'Long '.repeat(30) },
    },
    extra: { assignee: 'ada', n: { deep: [1, null] } },
  });
  const stored = {
    description: '10cpekdn7v7',
    status: '1f4gppraqps',
    tags: 'y3sn07zkb',
    annotations: '1yqa6dzvuc6',
    'docs.spec': '2x82ou4zib',
    extra: '1rh2ld3rmj9',
  };
  expect(Object.fromEntries(Object.keys(values).map((field) => [field, oldDigest(field, values[field])]))).toEqual(
    stored,
  );
  for (const [field, digest] of Object.entries(stored))
    expect(isStill(digest, field, values[field], oldDigest)).toBe(true);
});
