import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { formatDuration, formatLocal, resolveExpression } from '../../src/time/index.ts';

interface Group {
  now: string;
  timezone: string;
  cases: Record<string, string | { expect: string; differs_from_taskwarrior?: string }>;
}

const file = new URL('../fixtures/oracle/date-cases.json', import.meta.url);
const groups: Group[] = JSON.parse(readFileSync(file, 'utf8'));

/** What Taskwarrior 2.6.2 answers under a frozen clock. */
describe.each(groups)('at $now in $timezone', ({ now, timezone: zone, cases }) => {
  const clock = { now: Date.parse(now), zone };
  const rows = Object.entries(cases).map(([text, answer]) => {
    const { expect: expected, differs_from_taskwarrior: differs } =
      typeof answer === 'string' ? { expect: answer } : answer;
    return { text, expected, name: differs ? `${expected}, unlike Taskwarrior: ${differs}` : expected };
  });

  it.each(rows)('"$text" is $name', ({ text, expected }) => expect(show(text, clock)).toBe(expected));
});

function show(text: string, clock: { now: number; zone: string }): string {
  const read = resolveExpression(text, clock);
  if (!read.ok) return 'error';
  return read.value.kind === 'date'
    ? formatLocal(read.value.at, clock.zone)
    : formatDuration(read.value.duration.length * 1000);
}
