import { expect, test } from 'vitest';
import { readJsonLines } from '../../src/sources/reading/json-file.ts';

const BAD = ['---', '{"a":', '[]'];

test('of a file that is broken throughout, the first errors are described, and every line is one', () => {
  const lines = Array.from({ length: 30_000 }, (_, i) => BAD[i % BAD.length]!);
  const { user } = process.cpuUsage();
  const rows = readJsonLines([...lines, '{"description":"B"}'].join('\n'), 'x.jsonl');
  expect(process.cpuUsage().user - user).toBeLessThan(1_500_000);
  expect(rows.pop()).toMatchObject({ value: { description: 'B' }, place: { line: 30_001 } });
  expect(rows.every(({ problem }) => problem?.startsWith('expected one JSON object per line'))).toBe(true);
  expect(rows.filter(({ problem }) => problem!.includes('per line: '))).toHaveLength(667);
  expect(rows[0]!.problem).toMatch(/ at column \d, near "---"$/);
});
