import { describe, expect, test } from 'vitest';
import { createFacts } from '../../src/domain/facts.ts';
import { createQueue } from '../../src/domain/queue.ts';
import { guarded, TooSlow } from '../../src/filter/guard.ts';
import { compileFilter, explainFilter, FilterError } from '../../src/filter/index.ts';
import { readRegex } from '../../src/filter/regex.ts';
import { clock } from './sample.ts';

const at = '2026-07-01T12:00:00Z';
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
  const start = performance.now();
  try {
    work();
  } catch (error) {
    return { ms: performance.now() - start, error };
  }
  return { ms: performance.now() - start, error: undefined };
}

describe('a pattern that would run for ages', () => {
  test.each(['/^(a+)+$/', 'description ~ (a|aa)+$', '+PENDING /(.*)*x/ or /^(a|a?)+$/'])(
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
        expect(ms).toBeLessThan(5_000);
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

  test('is pointed at', () => {
    const { error } = timed(() => compileFilter('+PENDING and /^(a+)+$/', { clock }).select(facts));
    expect((error as FilterError).problems[0]).toMatchObject({ offset: 13, length: 9 });
  });

  test('leaves the next filter alone', () => {
    expect(compileFilter('/^a+!$/', { clock }).select(facts)).toHaveLength(1);
  });
});

describe('the guard', () => {
  test('gives back what the work gives, and its errors', () => {
    expect(guarded(() => 7)).toBe(7);
    expect(guarded(() => guarded(() => 8))).toBe(8);
    expect(() =>
      guarded(() => {
        throw new RangeError('mine');
      }),
    ).toThrow(RangeError);
  });

  test('stops work that does not end', () => {
    expect(() =>
      guarded(() => {
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

  test('matches by code points, and ^ and $ at inner line ends', () => {
    expect(readRegex('^.$')).toMatchObject({ ok: true });
    const line = readRegex('^two$');
    expect(line.ok && line.regex.test('one\ntwo')).toBe(true);
    const astral = readRegex('^.$');
    expect(astral.ok && astral.regex.test('🚀')).toBe(true);
  });
});
