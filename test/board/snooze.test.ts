import { expect, test } from 'vitest';
import { isSnoozed, itemKey, itemVersion, snoozeTimes } from '../../src/web/app/data/snooze.ts';

const item: Parameters<typeof itemKey>[0] = {
  what: 'review',
  run: 'r1',
  since: '2026-11-23T08:00:00Z',
  card: { uuid: 'u1', version: 'v1' },
};
const NOW = Date.parse('2026-11-23T08:00:00Z');

test('an item is snoozed until its time, or until it changes', () => {
  const until = { [itemKey(item)]: { until: NOW + 1_000 } };
  expect([isSnoozed(until, item, NOW), isSnoozed(until, item, NOW + 1_000)]).toEqual([true, false]);
  const changed = { [itemKey(item)]: { change: itemVersion(item) } };
  expect(isSnoozed(changed, item, NOW)).toBe(true);
  expect(isSnoozed(changed, { ...item, card: { uuid: 'u1', version: 'v2' } }, NOW)).toBe(false);
  expect(isSnoozed(changed, { ...item, since: '2026-11-23T09:00:00Z' }, NOW)).toBe(false);
});

test('another reason, run or task is not snoozed', () => {
  const snoozes = { [itemKey(item)]: { until: NOW + 1_000 } };
  expect(isSnoozed(snoozes, { ...item, what: 'question' }, NOW)).toBe(false);
  expect(isSnoozed(snoozes, { ...item, run: 'r2' }, NOW)).toBe(false);
  expect(isSnoozed(snoozes, { ...item, card: { uuid: 'u2', version: 'v1' } }, NOW)).toBe(false);
});

test('the offered times are later, in order and different on every day of the week', () => {
  for (let day = 0; day < 7; day++) {
    const now = NOW + day * 86_400_000;
    const times = snoozeTimes(now).map(({ until }) => until);
    expect(times).toEqual([...new Set(times)].sort((a, b) => a - b));
    expect(times[0]).toBeGreaterThan(now);
    for (const until of times.slice(1)) expect(new Date(until).getHours()).toBe(9);
  }
});
