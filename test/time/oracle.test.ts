import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { calculate, clock } from './helpers.ts';

interface Group {
  now: string;
  timezone: string;
  /** Expression to local time, ISO duration or `error`. */
  cases: Record<string, string>;
}

const file = new URL('../fixtures/oracle/date-cases.json', import.meta.url);
const groups: Group[] = JSON.parse(readFileSync(file, 'utf8'));

/** Answers recorded from Taskwarrior 2.6.2 under a frozen clock. */
describe.each(groups)('recorded at $now in $timezone', ({ now, timezone, cases }) => {
  it.each(Object.entries(cases))('%s is %s', (text, expected) => {
    expect(calculate(text, clock(now, timezone))).toBe(expected);
  });
});

it('has all the recorded cases', () => {
  expect(groups.map(({ cases }) => Object.keys(cases).length)).toEqual(Array(12).fill(63));
});
