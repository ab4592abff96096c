import { describe, expect, test } from 'vitest';
import { greatest, least, pushAll } from '../../src/base/iterables.ts';
import type { Task } from '../../src/domain/task/task.ts';
import { createTextIndex } from '../../src/search/full-text.ts';
import { forecastText } from '../../src/text/runs/schedule.ts';
import { tableLines } from '../../src/text/screen/layout/table.ts';
import { soak } from '../support/soak-test.ts';

/** More than a call can be given as arguments. */
const MANY = 200_000;
const numbers = Array.from({ length: MANY }, (_, i) => i);

describe('with 200,000 of them', () => {
  test('the greatest and the least are found, and all are put behind a list', () => {
    expect([greatest(numbers), least(numbers), greatest([]), least([])]).toEqual([MANY - 1, 0, -Infinity, undefined]);
    const list = [7];
    pushAll(list, numbers);
    expect(list).toHaveLength(MANY + 1);
  });

  soak('a table is as wide as its widest cell', () => {
    const columns = [{ head: 'Id', cell: (id: number) => String(id) }];
    const lines = tableLines(columns, numbers, { columns: 80, rows: 40, colour: 0 });
    expect(lines).toHaveLength(MANY + 1);
    expect(lines.at(-1)).toBe(String(MANY - 1));
  });

  soak('a wave of a simulation says when it ends', () => {
    const at = '2026-07-30T14:30:00Z';
    const one: Task = { uuid: 'u1', id: 1, description: 'One', status: 'pending', entry: at, modified: at };
    const tasks = numbers.map((endsMs) => ({ task: one, agent: 'helper', endsMs }));
    const told = forecastText({
      waves: [{ wave: 1, tasks }],
      endsMs: MANY,
      critical: [],
      unblocking: [],
      left: [],
      assumed: [],
    });
    expect(told).toContain('200000 tasks in 1 wave');
    expect(told).toMatch(/wave 1 \(until .* from now\)/);
  });

  soak('words that begin alike are searched by their beginning', () => {
    const index = createTextIndex();
    const words = numbers.map((n) => `w${n.toString(26).replaceAll(/\d/g, (digit) => 'qrstuvwxyz'[Number(digit)]!)}`);
    index.put({ id: 'a', owner: 'a', texts: { description: words.join(' ') } });
    expect(index.search('w').best.map(({ owner }) => owner)).toEqual(['a']);
  });
});
