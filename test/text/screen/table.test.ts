import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Bid, fitWidths, GAP, type TableColumn, tableLines } from '../../../src/text/screen/layout/table.ts';
import { cells } from '../../../src/text/screen/layout/width.ts';
import { runs } from '../../support/seed.ts';

interface Row {
  id: number;
  note?: string;
  text: string;
}

const COLUMNS: TableColumn<Row>[] = [
  { head: 'Id', align: 'right', cell: ({ id }) => String(id) },
  { head: 'Note', keep: 1, least: 6, cell: ({ note }) => note && { text: note, style: 'alarm' } },
  { head: 'Text', least: 10, lines: 2, cell: ({ text }) => text },
];

const ROWS: Row[] = [
  { id: 7, text: 'short' },
  { id: 12, note: 'a longer note', text: 'a text that is longer than the line' },
];

const at = (columns: number, rows = ROWS) => tableLines(COLUMNS, rows, { columns, colour: 0 });

describe('a table', () => {
  test('takes what it needs where there is room', () => {
    expect(at(80)).toEqual([
      'Id  Note           Text',
      ' 7                 short',
      '12  a longer note  a text that is longer than the line',
    ]);
  });

  test('wraps, then cuts, then leaves out what is least important', () => {
    expect(at(36)).toEqual([
      'Id  Note           Text',
      ' 7                 short',
      '12  a longer note  a text that is',
      '                   longer than the…',
    ]);
    expect(at(24)).toEqual([
      'Id  Note      Text',
      ' 7            short',
      '12  a longe…  a text',
      '              that is l…',
    ]);
    expect(at(18)).toEqual(['Id  Text', ' 7  short', '12  a text that is', '    longer than t…']);
  });

  test('has no column in which nothing stands', () => {
    expect(at(80, [{ id: 7, text: 'short' }])).toEqual(['Id  Text', ' 7  short']);
  });

  test('paints cells, not the blanks around them, and not what a cell says itself', () => {
    const rows = [{ id: 1, note: '$& \u001b[31m', text: 'a\nb\u202Ec' }];
    expect(tableLines(COLUMNS, rows, { columns: 80, colour: 16 })[1]).toBe(
      ' 1  \u001b[31m$& ␛[31m\u001b[39m  a ⏎ b<U+202E>c',
    );
  });
});

test('no line is wider than the screen, from 20 columns on', () => {
  const row = fc.record({
    id: fc.nat(99_999),
    note: fc.string({ unit: 'grapheme' }),
    text: fc.string({ unit: 'grapheme', maxLength: 200 }),
  });
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 5 }), fc.integer({ min: 20, max: 250 }), (rows, columns) => {
      for (const line of at(columns, rows)) expect(cells(line), line).toBeLessThanOrEqual(columns);
    }),
    { numRuns: runs(25, 200) },
  );
});

test('a column that always stays gets its room after those that may go, and the room is used up or not wanted', () => {
  const bid = fc
    .record({
      wants: fc.integer({ min: 1, max: 60 }),
      less: fc.nat(30),
      keep: fc.option(fc.nat(9), { nil: undefined }),
    })
    .map(({ wants, less, keep }) => ({ wants, needs: Math.max(1, wants - less), keep }));
  fc.assert(
    fc.property(fc.array(bid, { minLength: 1, maxLength: 6 }), fc.integer({ min: 1, max: 200 }), (bids, columns) => {
      const all: Bid[] = [...bids, { wants: 10, needs: 1 }];
      const widths = fitWidths(all, columns);
      const kept = widths.filter((width) => width > 0);
      const total = kept.reduce((sum, width) => sum + width, 0) + GAP * (kept.length - 1);
      const needed = all.filter(({ keep }) => keep === undefined).reduce((sum, { needs }) => sum + needs + GAP, -GAP);
      if (needed <= columns) expect(total).toBeLessThanOrEqual(columns);
      const unhappy = all.some(({ wants }, i) => widths[i]! > 0 && widths[i]! < wants);
      if (unhappy && needed <= columns) expect(total).toBe(columns);
    }),
    { numRuns: runs(40, 300) },
  );
});
