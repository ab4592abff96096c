import { expect, test } from 'vitest';
import { snoozeTimes } from '../../src/web/app/data/snooze.ts';

const NOW = Date.parse('2026-11-23T08:00:00Z');

test('the offered times are later, in order and different on every day of the week', () => {
  for (let day = 0; day < 7; day++) {
    const now = NOW + day * 86_400_000;
    const times = snoozeTimes(now).map(({ until }) => until);
    expect(times).toEqual([...new Set(times)].sort((a, b) => a - b));
    expect(times[0]).toBeGreaterThan(now);
    for (const until of times.slice(1)) expect(new Date(until).getHours()).toBe(9);
  }
});
