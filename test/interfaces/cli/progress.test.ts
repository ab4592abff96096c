import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { progressBar } from '../../../src/interfaces/cli/terminal/progress.ts';
import { atTerminal, sitDown } from '../../e2e/support/terminal.ts';
import { builtPlugin } from '../../support/built-plugin.ts';
import { ENVIRONMENT } from '../../support/environment.ts';
import { tempFolder } from '../../support/folder.ts';
import { soak } from '../../support/soak-test.ts';

const plugin = builtPlugin();

describe('a bar', () => {
  function drawn(columns: number) {
    const put: string[] = [];
    let now = 0;
    const bar = progressBar({ put: (text) => put.push(text), columns: () => columns, now: () => now });
    const step = (at: number, done: number) => {
      now = at;
      bar.step(done, 100, 'storing tasks');
    };
    return { put, step, clear: bar.clear };
  }

  test('is not there for what takes less than half a second', () => {
    const { put, step, clear } = drawn(80);
    step(0, 0);
    step(499, 99);
    clear();
    expect(put).toEqual([]);
  });

  test('is drawn over itself ten times a second at most, and gone at the end', () => {
    const { put, step, clear } = drawn(80);
    for (let at = 500; at <= 1_500; at += 10) step(at, at / 20);
    expect(put).toHaveLength(11);
    expect(put[0]).toBe(`\r\u001b[K${'storing tasks '}${'█'.repeat(8)}${'░'.repeat(22)}   25%  0 s`);
    clear();
    expect(put.at(-1)).toBe('\r\u001b[K');
    clear();
    expect(put).toHaveLength(12);
  });

  test.each([10, 20, 30, 40, 200])('never breaks a line of %i columns', (columns) => {
    const { put, step } = drawn(columns);
    step(700_000, 100);
    expect(put[0]!.slice(4).length).toBeLessThan(columns);
  });
});

/** A queue, and a file with so many rows that they take a while. */
function place(rows: number) {
  const cwd = tempFolder('progress');
  writeFileSync(
    join(cwd, 'rows.ndjson'),
    Array.from({ length: rows }, (_, i) => JSON.stringify({ description: `Row ${i}` })).join('\n'),
  );
  const env = {
    ...ENVIRONMENT,
    HOME: cwd,
    BACKLOG_DIR: join(cwd, 'store'),
    TZ: 'UTC',
    TERM: 'xterm',
    NO_COLOR: '1',
  };
  return { cwd, env, columns: 80 };
}

const IMPORT = [process.execPath, plugin.cli, 'import', 'rows.ndjson'];

soak('an import shows how far it is on a terminal, and leaves nothing of that there', async () => {
  const { code, screen } = await atTerminal(IMPORT, place(15_000));
  expect(code).toBe(0);
  const bars = screen.split('\u001b[K').filter((part) => /^[a-z ]+[█░]+ +\d+% {2}\d+ s/.test(part));
  expect(bars.length).toBeGreaterThan(2);
  expect(screen.split('\u001b[K').at(-1)).toMatch(/15000|15,000/);
  expect(screen.split('\u001b[K').at(-1)).not.toMatch(/[█░]/);
});

soak('where standard error is no terminal there is none', async () => {
  const { cwd, env, columns } = place(10_000);
  const { screen } = await atTerminal(['sh', '-c', `${IMPORT.map((word) => `'${word}'`).join(' ')} 2>errors`], {
    cwd,
    env,
    columns,
  });
  expect(screen).not.toMatch(/[█░]/);
});

test('Ctrl+C leaves 130 and a clean line', async () => {
  // If this process stands still for a while, the import may be over before the key.
  for (let rows = 40_000; ; rows *= 2) {
    const sitting = sitDown(IMPORT, place(rows));
    await sitting.shows(/[█░]+ +\d+%/);
    sitting.interrupt();
    const { code, screen } = await sitting.ended;
    if (code === 0) continue;
    expect(code).toBe(130);
    expect(screen.split('\u001b[K').at(-1)).not.toMatch(/[█░]/);
    return;
  }
});
