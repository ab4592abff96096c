import { expect, test } from 'vitest';
import { heldValue } from '../../../src/domain/kinds/sync/held.ts';
import { thereValues } from '../../../src/work/services/values.ts';

const NOBODY = { byNode: () => undefined, byNumber: () => undefined };

test.each<[field: Parameters<typeof heldValue>[1], text: string]>([
  ['labels', '"bug"'],
  ['labels', '[1]'],
  ['labels', '["bug"'],
  ['depends', '{}'],
  ['tags', 'null'],
  ['description', '7'],
  ['parent', '"7"'],
  ['priority', '["H"]'],
  ['due', '20260730'],
])('a link whose %s is %s is told as damaged; nothing of it reaches a task', (field, text) => {
  const refused = expect.objectContaining({
    code: 'store',
    message: `a record of a source is damaged: ${field} is ${text}`,
  });
  expect(() => heldValue({ [field]: text }, field)).toThrow(refused);
  if (field !== 'labels')
    expect(() => thereValues({ there: { [field]: text }, task: 'a' }, undefined, NOBODY)).toThrow(refused);
});

test('a whole link is read', () => {
  const there = { description: '"One"', tags: '["a"]', priority: 'null', parent: '7' };
  const { values, unresolved } = thereValues({ there, task: 'a' }, undefined, NOBODY);
  expect(values).toMatchObject({ description: 'One', tags: ['a'], priority: undefined });
  expect(unresolved).toBe(true);
});
