import { expect, test } from 'vitest';
import { type LogEvent, logRows } from '../../src/web/app/views/run/log.ts';

const EVENTS: readonly LogEvent[] = [
  { at: '2026-01-01T00:00:00Z', type: 'text', text: 'one' },
  { at: '2026-01-01T00:00:01Z', type: 'tool', name: 'Bash', summary: 'ls' },
  { at: '2026-01-01T00:00:02Z', type: 'tool', name: 'Bash', summary: 'ls' },
  { at: '2026-01-01T00:00:03Z', type: 'text', text: 'two' },
];

test('a row of the log keeps its key when the beginning is let go', () => {
  const keys = (from: number) => logRows(EVENTS.slice(from), from).map(({ key }) => key);
  expect(keys(0)).toEqual([0, 1, 3]);
  expect(keys(1)).toEqual([1, 3]);
  expect(keys(3)).toEqual([3]);
});

test('calls that say the same are told apart', () => {
  const [, tools] = logRows(EVENTS, 20_000);
  expect(tools).toMatchObject({ kind: 'tools', calls: [{ key: 20_001 }, { key: 20_002 }] });
});

test('an event has the same words as in the terminal, and an error its tone', () => {
  const at = '2026-01-01T00:00:00Z';
  const rows = logRows([
    { at, type: 'reply', comment: '1a2b3c4d', text: 'Renamed it' },
    { at, type: 'check', name: 'unit', ok: false, why: 'exit 1', ms: 3 },
    { at, type: 'snapshot', commit: 'a'.repeat(40), files: 1, outside: 2 },
    { at, type: 'limit', kind: 'rate_limit', resetsAt: '2026-01-01T01:00:00Z' },
  ]);
  expect(rows).toMatchObject([
    { kind: 'mark', text: 'Answered comment 1a2b3c4d: Renamed it', tone: 'plain' },
    { kind: 'mark', text: 'Check unit: failed, exit 1', tone: 'bad' },
    { kind: 'mark', text: 'Result aaaaaaa: 1 file, 2 out of scope', tone: 'plain' },
    { kind: 'mark', text: 'Rate limit until 2026-01-01T01:00:00Z', tone: 'bad' },
  ]);
});
