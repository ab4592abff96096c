import { expect, test } from 'vitest';
import { readPastDate, readPastEnd } from '../../../src/work/task/dates.ts';
import { NOON } from '../../support/workspace.ts';

const THURSDAY = { now: NOON, zone: 'UTC' };

test.each([
  ['monday', '2026-07-27T00:00:00Z'],
  ['friday', '2026-07-24T00:00:00Z'],
  ['thursday', '2026-07-23T00:00:00Z'],
  ['today', '2026-07-30T00:00:00Z'],
  ['yesterday', '2026-07-29T00:00:00Z'],
  ['3d', '2026-07-27T14:30:00Z'],
  ['2wks', '2026-07-16T14:30:00Z'],
  ['3 days ago', '2026-07-27T14:30:00Z'],
  ['last monday', '2026-07-27T00:00:00Z'],
  ['2026-07-01', '2026-07-01T00:00:00Z'],
])('since %s is %s on a Thursday afternoon', async (text, at) => {
  expect(await readPastDate(text, 'since', THURSDAY)).toBe(at);
  expect(await readPastEnd(text, 'until', THURSDAY)).toBe(at);
});

test.each(['tomorrow', '2026-08-01', 'eow'])('since %s is refused: it is in the future', async (text) => {
  await expect(readPastDate(text, 'since', THURSDAY)).rejects.toMatchObject({
    code: 'date',
    message: expect.stringContaining('is in the future'),
    hint: expect.stringContaining('monday'),
  });
});

test('what goes until a day that is to come has no end yet', async () => {
  expect(await readPastEnd('2026-08-01', 'until', THURSDAY)).toBe('2026-08-01T00:00:00Z');
});
