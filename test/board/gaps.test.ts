import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { DiffRow } from '../../src/domain/runs/change-shapes.ts';
import { diffRows } from '../../src/runs/git/index.ts';
import { CONTEXT, gapsOf, growthAtEnd, withOpened } from '../../src/web/app/views/review/diff/gaps.ts';
import { tempFolder } from '../support/folder.ts';
import { git } from '../support/git.ts';

/** A file of so many lines before and after a change of some of them, as git tells the difference. */
function compared(count: number, changed: readonly number[], end = '\n') {
  const folder = tempFolder('gaps');
  const lines = Array.from({ length: count }, (_, i) => `line ${i + 1}`);
  const write = (text: readonly string[]) => writeFileSync(join(folder, 'a.txt'), text.join('\n') + end);
  git(folder, 'init', '-q');
  write(lines);
  git(folder, 'add', '-A');
  write(lines.map((line, i) => (changed.includes(i + 1) ? `${line} changed` : line)));
  return (context: number) => diffRows(git(folder, 'diff', `-U${context}`));
}

/** The headers without the names of functions, and the numbers of the lines. */
const shown = (rows: readonly DiffRow[]) =>
  rows.flatMap(({ kind, text, new: line }): (string | number)[] =>
    kind === '@' ? [text.replace(/(@@.*@@).*/, '$1')] : kind === '+' || kind === ' ' ? [line!] : [],
  );

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

test('without opened lines, rows with more unchanged lines become those that git shows with the usual number', () => {
  for (const changed of [[1], [60], [4, 57], [20, 27], [20, 28], [30, 31, 50], [2, 9, 16, 58]]) {
    const rows = compared(60, changed);
    for (const context of [CONTEXT, 10, 23, 100])
      expect({ changed, context, rows: withOpened(rows(context), [], rows(CONTEXT)) }).toEqual({
        changed,
        context,
        rows: rows(CONTEXT),
      });
  }
  const endless = compared(60, [58], '');
  expect(withOpened(endless(10), [], endless(CONTEXT))).toEqual(endless(CONTEXT));
});

test('a gap grows only on the side that was asked for, to the ends of the file', () => {
  const rows = compared(100, [30, 70]);
  const first = rows(CONTEXT);
  expect([...gapsOf(first).values()]).toEqual([
    [{ from: 7, to: 26, side: 'below' }],
    [
      { from: 34, to: 53, side: 'above' },
      { from: 47, to: 66, side: 'below' },
    ],
  ]);
  expect(growthAtEnd(first, first, CONTEXT)).toEqual({ from: 74, to: 93, side: 'above' });
  const grown = withOpened(rows(23), [{ from: 34, to: 53 }], first);
  expect(shown(grown)).toEqual(['@@ -27,27 +27,27 @@', ...range(27, 53), '@@ -67,7 +67,7 @@', ...range(67, 73)]);
  expect([...gapsOf(grown).values()][1]).toEqual([{ from: 54, to: 66, side: 'below' }]);
  const all = [range(1, 26), range(34, 66), range(74, 100)].map((lines) => ({ from: lines[0]!, to: lines.at(-1)! }));
  const whole = withOpened(rows(1_000), all, first);
  expect(shown(whole)).toEqual(['@@ -1,100 +1,100 @@', ...range(1, 100)]);
  expect([...gapsOf(whole).values(), growthAtEnd(whole, rows(1_000), 1_000)]).toEqual([[], undefined]);
});

test('the last part ends at the end of the file', () => {
  for (const end of ['\n', '']) {
    const rows = compared(40, [38], end);
    expect(growthAtEnd(rows(CONTEXT), rows(CONTEXT), CONTEXT)).toBeUndefined();
    const far = compared(40, [20], end);
    const opened = withOpened(far(43), [{ from: 24, to: 43 }], far(CONTEXT));
    expect(opened.findLast(({ kind }) => kind === ' ')?.new).toBe(40);
    expect(growthAtEnd(opened, far(43), 43)).toBeUndefined();
    const usual = far(CONTEXT);
    expect(growthAtEnd(usual, usual, CONTEXT, 40)).toEqual({ from: 24, to: 40, side: 'above' });
    expect(growthAtEnd(usual, usual, CONTEXT, 23)).toBeUndefined();
  }
});
