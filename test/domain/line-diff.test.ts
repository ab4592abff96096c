import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lineDiff } from '../../src/domain/line-diff.ts';
import { runs } from '../support/seed.ts';

/** The length of the longest common subsequence, by the textbook table. */
function common(a: readonly string[], b: readonly string[]): number {
  const table = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
  for (let i = 1; i <= a.length; i++)
    for (let j = 1; j <= b.length; j++)
      table[i]![j] = a[i - 1] === b[j - 1] ? table[i - 1]![j - 1]! + 1 : Math.max(table[i - 1]![j]!, table[i]![j - 1]!);
  return table[a.length]![b.length]!;
}

const texts = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 12 });
const textOf = (lines: readonly string[]) => lines.map((line) => `${line}\n`).join('');

describe('the difference of two texts by lines', () => {
  test('applied to the first gives the second, with as few lines as can be', () => {
    fc.assert(
      fc.property(texts, texts, (a, b) => {
        const { added, removed, hunks } = lineDiff(textOf(a), textOf(b), 100);
        const lines = hunks.flatMap((hunk) => hunk.lines);
        if (lines.length === 0) expect(a).toEqual(b);
        else {
          expect(lines.filter((line) => line[0] !== '+').map((line) => line.slice(1))).toEqual(a);
          expect(lines.filter((line) => line[0] !== '-').map((line) => line.slice(1))).toEqual(b);
        }
        expect([removed, added]).toEqual([a.length - common(a, b), b.length - common(a, b)]);
      }),
      { numRuns: runs(500) },
    );
  });

  test('is told in hunks that say where they begin, with the lines around them', () => {
    const before = 'a\nb\nc\nd\ne\nf\ng\nh\n';
    expect(lineDiff(before, 'a\nB\nc\nd\ne\nf\ng\nh\ni\n')).toEqual({
      added: 2,
      removed: 1,
      hunks: [
        { from: 1, to: 1, lines: [' a', '-b', '+B', ' c'] },
        { from: 8, to: 8, lines: [' h', '+i'] },
      ],
    });
  });

  test.each([
    ['', '', 0, 0],
    ['', 'a', 1, 0],
    ['a\n', '', 0, 1],
    ['a\r\nb\r\n', 'a\nb\n', 0, 0],
  ])('of %j and %j', (before, after, added, removed) => {
    expect(lineDiff(before, after)).toMatchObject({ added, removed });
  });

  test('of long texts that have nothing in common ends', () => {
    const long = (word: string) => Array.from({ length: 20_000 }, (_, i) => `${word} ${i}`).join('\n');
    expect(lineDiff(long('a'), long('b'))).toMatchObject({ added: 20_000, removed: 20_000 });
  });
});
