import { describe, expect, test } from 'vitest';
import { createFacts } from '../../src/domain/queue/facts.ts';
import { createQueue } from '../../src/domain/queue/queue.ts';
import { guardedTest, PATTERN_LIMIT_MS, TooSlow } from '../../src/filter/guard.ts';
import { explainFilter, FilterError } from '../../src/filter/index.ts';
import { compileFilter } from '../../src/filter/language.ts';
import { readRegex, wordRegex } from '../../src/filter/regex.ts';
import { processorMs } from '../support/processor-time.ts';
import { everyNth, soak } from '../support/soak-test.ts';
import { clock } from './sample.ts';

const at = '2026-07-01T12:00:00Z' as const;
const evil = {
  uuid: 'a',
  id: 1,
  description: `${'a'.repeat(60)}!`,
  status: 'pending' as const,
  entry: at,
  modified: at,
};
const facts = createFacts({ queue: createQueue([evil]), ...clock });

function timed(work: () => unknown): { ms: number; error: unknown } {
  let error: unknown;
  const ms = processorMs(() => {
    try {
      work();
    } catch (thrown) {
      error = thrown;
    }
  });
  return { ms, error };
}

describe('a pattern that would run for ages', () => {
  test.each(everyNth(3, ['/^(a+)+$/', 'description ~ (a|aa)+$', '+PENDING /(.*)*x/ or /^(a|a?)+$/']))(
    '%s is stopped with an error',
    (filter) => {
      const compiled = compileFilter(filter, { clock });
      for (const work of [
        () => compiled.select(facts),
        () => compiled.matches(evil, facts),
        () => explainFilter(compiled, facts),
      ]) {
        const { ms, error } = timed(work);
        expect(error).toBeInstanceOf(FilterError);
        expect(error).toMatchObject({ code: 'filter', message: expect.stringContaining('takes too long') });
        expect(ms).toBeLessThan(60_000);
      }
    },
  );

  test.each(['a?', 'a{0,2}', '(?:a|)', '(?:|a)', '(?:a?)'])(
    'of many times %s is refused before the engine prepares it',
    (part) => {
      const { ms, error } = timed(() => compileFilter(`/${part.repeat(30)}${'a'.repeat(60)}/`, { clock }));
      expect(error).toMatchObject({ code: 'filter', message: expect.stringContaining('optional parts') });
      expect(ms).toBeLessThan(1_000);
    },
  );

  test.each(
    everyNth(2, [
      ['+PENDING and ‹/^(a+)+$/›'],
      ['+WAITING or a+b or ! ( +PENDING ‹/^(a+)+$/› )'],
      ['/^a/ ! ‹description ~ ^(a+)+$›'],
      ['+PENDING ‹@slow›'],
    ]),
  )('is pointed at: %s', (marked) => {
    const views = () => '/^(a+)+$/';
    const filter = compileFilter(marked.replace(/[‹›]/g, ''), { clock, views });
    const { error } = timed(() => filter.select(facts));
    expect((error as FilterError).problems).toEqual([
      {
        message: 'the regular expression takes too long (stopped after 500 ms)',
        offset: marked.indexOf('‹'),
        length: marked.indexOf('›') - marked.indexOf('‹') - 1,
        expected: 'a regular expression without nested repetition, such as (a+)+',
        hint: 'search for plain text, or narrow the filter down first',
      },
    ]);
  });

  test('has no part in what goes wrong elsewhere', () => {
    const filter = compileFilter('description ~ a+ claim:s1', { clock });
    const claimsOf = () => {
      throw new RangeError('mine');
    };
    const broken = createFacts({ queue: createQueue([evil]), ...clock, claimsOf });
    expect(() => filter.select(broken)).toThrow(RangeError);
  });

  test('leaves the next filter alone', () => {
    expect(compileFilter('/^a+!$/', { clock }).select(facts)).toHaveLength(1);
  });
});

soak('a filter without a pattern may take its time, explained too', () => {
  const claimsOf = () => {
    const end = performance.now() + PATTERN_LIMIT_MS + 50;
    while (performance.now() < end);
    return [];
  };
  const slow = createFacts({ queue: createQueue([evil]), ...clock, claimsOf });
  const filter = compileFilter('claim:s1', { clock });
  expect(filter.select(slow)).toEqual([]);
  expect(explainFilter(filter, slow).root.selects).toBe(0);
});

describe('the guard', () => {
  test('gives back what the work gives, and its errors', () => {
    expect(guardedTest(() => 7)).toBe(7);
    expect(guardedTest(() => guardedTest(() => 8))).toBe(8);
    expect(() =>
      guardedTest(() => {
        throw new RangeError('mine');
      }),
    ).toThrow(RangeError);
  });

  test('inside another has no limit of its own', () => {
    const busy = () => {
      const end = performance.now() + 60;
      while (performance.now() < end);
      return 9;
    };
    expect(guardedTest(() => guardedTest(busy, 20), 60_000)).toBe(9);
  });

  test('stops work that does not end', () => {
    expect(() =>
      guardedTest(() => {
        for (;;);
      }, 20),
    ).toThrow(TooSlow);
  });
});

describe('a regular expression', () => {
  test.each([
    '(',
    '[',
    '*',
    'a**',
    '(?<n>a)(?<n>b)',
    '\\',
    'a{2,1}',
    '\\p{Nonsense}',
    `(${'a{1000}'.repeat(5)}){1000}`,
    'x'.repeat(1001),
    '',
  ])('%s is refused or read, and never throws', (source) => {
    const read = readRegex(source);
    if (!read.ok) expect(read.trouble.message).toContain('regular expression');
  });

  const many = (part: string, times: number) => part.repeat(times);

  test.each<[source: string, message: string]>([
    ['', 'the regular expression is empty'],
    ['(', 'the regular expression is invalid: Unterminated group'],
    ['a/b(', 'the regular expression is invalid: Unterminated group'],
    [many('x', 1001), 'the regular expression is longer than 1000 characters'],
    [many('a?', 17), 'the regular expression has more than 16 optional parts'],
    [many('(a)?', 17), 'the regular expression has more than 16 optional parts'],
    [many('a{0,2}', 9), 'the regular expression has more than 16 optional parts'],
    [many('a{10,12}', 9), 'the regular expression has more than 16 optional parts'],
    [many('a{,22}', 9), 'the regular expression has more than 16 optional parts'],
    [many('(a|)', 17), 'the regular expression has more than 16 optional parts'],
    [many('(|a)', 17), 'the regular expression has more than 16 optional parts'],
    [many('(?:|a)', 17), 'the regular expression has more than 16 optional parts'],
    [`a${many('|', 18)}b`, 'the regular expression has more than 16 optional parts'],
    [many('\\(?', 17), 'the regular expression has more than 16 optional parts'],
    [many('[ab]?', 17), 'the regular expression has more than 16 optional parts'],
  ])('%s is refused: %s', (source, message) => {
    expect(readRegex(source)).toEqual({
      ok: false,
      trouble: { message, expected: 'a JavaScript regular expression' },
    });
  });

  test.each([
    many('x', 1000),
    many('a?', 16),
    many('a{0,2}', 8),
    many('a{2}', 20),
    many('a{2,}', 20),
    many('\\?', 20),
    many('[a?]', 20),
    many('[a|]', 20),
    many('(?:a)', 20),
    many('a*?', 20),
    many('a+?', 20),
    `x${many('|x', 20)}`,
  ])('%s is read', (source) => {
    expect(readRegex(source).ok).toBe(true);
  });

  test.each([
    ['login', false],
    ['log.?in', false],
    ['^[a-z]$', false],
    ['a|b|c|d|e|f|g', false],
    ['a?b?c?d|e|f|g', false],
    ['a|b|c|d|e|f|g|h', true],
    ['a?b?c?d?e|f|g|h', true],
    ['a*', true],
    ['a+', true],
    ['a{2}', true],
    ['(a)\\1', true],
    ['(?<n>a)\\k<n>', true],
  ])('%s may take long: %s', (source, risky) => {
    expect(readRegex(source)).toMatchObject({ ok: true, risky });
  });

  test.each(['bug', 'C++', 'a.b', 'a-b', 'a/b', '(x)', '[x]', '{2}', 'a|b', '^', '$', '*', '?', '\\'])(
    '%s as a word is that text, with nothing of a word beside it',
    (text) => {
      const found = (inside: string) => wordRegex(text).test(inside);
      expect([text, `see ${text}!`, `(${text})`].map(found)).toEqual([true, true, true]);
      expect([`x${text}`, `${text}x`, `7${text}`, `${text}7`, `_${text}`, `${text}_`].map(found)).not.toContain(true);
      expect([`é${text}`, `${text}é`, `e\u0301${text}`, `${text}\u0301`].map(found)).not.toContain(true);
      expect(found('other')).toBe(false);
    },
  );

  test('matches by code points, and ^ and $ at inner line ends', () => {
    expect(readRegex('^.$')).toMatchObject({ ok: true });
    const line = readRegex('^two$');
    expect(line.ok && line.regex.test('one\ntwo')).toBe(true);
    const astral = readRegex('^.$');
    expect(astral.ok && astral.regex.test('🚀')).toBe(true);
  });
});
