import { expect, test } from 'vitest';
import { arrivals } from '../../bench/offered/arrivals.ts';

test.each([25, 50, 75, 150])('writers who are offered %i commits a second get exactly so many', (offered) => {
  const asked = { writers: 64, seconds: 10, offered };
  const each = Array.from({ length: asked.writers }, (_, writer) => arrivals({ ...asked, writer }));
  expect(each.flat()).toHaveLength(10 * offered);
  expect(new Set(each.flat()).size).toBe(10 * offered);
  for (const times of each) expect(times).toEqual([...times].sort((a, b) => a - b));
});
