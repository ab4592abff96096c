import { expect, test } from 'vitest';
import { lineText } from '../../src/text/row.ts';

/** A clock whose zone takes long to find. */
const clock = {
  now: 0,
  get zone(): string {
    throw new Error('asked for the zone');
  },
};
const line = { id: 12, state: 'ready' as const, description: 'Fix login', tags: ['bug'] };

test('a row asks for the zone only for a date', () => {
  expect(lineText(line, clock)).toBe('12 - ready Fix login  +bug');
  expect(() => lineText({ ...line, due: 1 }, clock)).toThrow('asked for the zone');
});
