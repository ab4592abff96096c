import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inScope, scopesMeet } from '../../src/claims/overlap.ts';
import { parseGlob, parseScope } from '../../src/claims/scope.ts';
import { BacklogError } from '../../src/domain/errors.ts';
import type { Repositories } from '../../src/domain/repository.ts';
import { scopeText } from '../../src/domain/scope-text.ts';
import { patience, runs } from '../support/seed.ts';
import { everyNth } from '../support/soak-test.ts';
import { globs } from './arbitrary.ts';
import { allNames, oracle, paths } from './oracle.ts';

const meet = (a: string, b: string, options = {}) => scopesMeet(parseScope([a]), parseScope([b]), options)?.witness;

describe('globs that meet, and the path that shows it', () => {
  test.each([
    ['src/web', 'src/web', 'src/web'],
    ['src/web', 'src/web/a.ts', 'src/web/a.ts'],
    ['src', 'src/web/**', 'src/web'],
    ['**', '**', 'x'],
    ['**/*', 'a', 'a'],
    ['*', 'src', 'src'],
    ['*', 'src/**', 'src'],
    ['src/*.ts', 'src/{a,b}.ts', 'src/a.ts'],
    ['src/**/*.ts', 'src/web', 'src/web/x.ts'],
    ['**/*.test.ts', 'src/web/**', 'src/web/x.test.ts'],
    ['**/web/**', 'src/*/a.ts', 'src/web/a.ts'],
    ['a*b', '*ab', 'ab'],
    ['a*', '*b', 'ab'],
    ['*a*', '*b*', 'ba'],
    ['a?c', '[a-c]b*', 'abc'],
    ['{a,b}/{c,d}', '{x,b}/{y,d}', 'b/d'],
    ['{src/web,lib}/**', 'src/**/x', 'src/web/x'],
    ['**/a/**/b', 'a/**/b/**', 'a/b'],
    ['**/b', 'a/**', 'a/b'],
    ['v{1..3}.md', 'v[3-5].md', 'v3.md'],
    ['[^a]', '[^b]', 'x'],
    ['app/[id]/*', 'app/[[]id]/page.tsx', 'app/[id]/page.tsx'],
    ['.github', '*/workflows/**', '.github/workflows'],
  ])('%s and %s: %s', (a, b, witness) => {
    expect([a, b].map((glob) => oracle(glob)(witness))).toEqual([true, true]);
    expect(inScope(meet(a, b) ?? '', parseScope([a])) && inScope(meet(a, b) ?? '', parseScope([b]))).toBe(true);
    expect([meet(a, b), meet(b, a)]).toEqual([witness, expect.any(String)]);
  });
});

describe('globs that never meet', () => {
  test.each([
    ['src/web', 'src/webs'],
    ['src/web', 'src/api'],
    ['src/a', 'src/ab/**'],
    ['src/*.ts', 'src/*.tsx'],
    ['src/*.ts', 'src/web/*.ts'],
    ['src/**/*.ts', 'src/**/*.js'],
    ['**/*.ts', '**/*.md'],
    ['src/*', 'src/*/**'],
    ['*.json', 'src'],
    ['a*b', 'a*c'],
    ['a?', 'a'],
    ['a?', 'a??'],
    ['[a-c]', '[d-f]'],
    ['[^a]', 'a'],
    ['{a,b}', '{c,d}'],
    ['{a,b}/c', 'a/{b,d}'],
    ['*/b', '{b,c}'],
    ['**/a', '**/b'],
    ['a/**/b', 'a/*/c'],
    ['v{1..3}', 'v{4..6}'],
    ['test/**/*.{ts,tsx}', 'src/**'],
  ])('%s and %s', (a, b) => {
    expect([meet(a, b), meet(b, a)]).toEqual([undefined, undefined]);
  });
});

describe('brute force agrees', () => {
  const all = [...paths(allNames('abd.', 2), 2), ...paths(['a', 'b', 'c', 'ab', 'a.b'], 3)].filter(
    (path) => !/\.(\/|$)/.test(path),
  );
  const stored = globs.map(parseGlob).filter((parsed) => parsed.ok);
  const text = stored.map((parsed) => (parsed.ok ? parsed.glob.text : ''));

  test('on any pairs: a witness is a path that picomatch takes for both, and no witness means no path', () => {
    let met = 0;
    fc.assert(
      fc.property(text, text, (a, b) => {
        const [left, right] = [oracle(a), oracle(b)];
        const found = scopesMeet([{ glob: a }], [{ glob: b }]);
        if (found) {
          met++;
          expect([
            found.witness,
            isEndingInDot(found.witness) || (left(found.witness) && right(found.witness)),
          ]).toEqual([found.witness, true]);
        } else expect(all.filter((path) => left(path) && right(path))).toEqual([]);
        expect(scopesMeet([{ glob: b }], [{ glob: a }]) !== undefined).toBe(found !== undefined);
      }),
      { numRuns: runs(40, 300) },
    );
    expect(met).toBeGreaterThan(runs(40, 300) / 10);
  });

  const isEndingInDot = (path: string): boolean => /\.(\/|$)/.test(path);

  test('on globs made from one path: they always meet', () => {
    const name = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'd'), minLength: 1, maxLength: 6 });
    const path = fc.array(name, { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(path, fc.infiniteStream(fc.nat(11)), fc.infiniteStream(fc.nat(11)), (names, first, second) => {
        const [a, b] = [widen(names, first), widen(names, second)];
        fc.pre([a, b].every((glob) => glob.split('{').length <= 6));
        expect([a, b, inScope(names.join('/'), parseScope([a]))]).toEqual([a, b, true]);
        const witness = meet(a, b);
        expect([a, b, witness !== undefined && oracle(a)(witness) && oracle(b)(witness)]).toEqual([a, b, true]);
      }),
      { numRuns: runs(30, 200) },
    );
  });

  /** A glob that matches this path: its parts are replaced by wildcards as the stream says. */
  function widen(names: readonly string[], choose: fc.Stream<number>): string {
    const next = (): number => choose.next().value ?? 0;
    const char = (c: string): string =>
      [c, c, c, c, '?', '*', `[${c}z]`, `{${c},z}`, `*${c}`, `[^z]`, c, c][next()] ?? c;
    const whole = (n: string): string => [`{x/y,${n}}`, '*', '**', `**/${n}`, `{${n},z}`][next()] ?? '';
    const wild = (n: string): string => Array.from(n, char).join('').replace(/\*+/g, '*');
    return names.map((n) => whole(n) || wild(n)).join('/');
  }
});

describe('scopes', () => {
  test('meet by the first pair of entries that does', () => {
    const mine = parseScope(['docs', 'src/web/**']);
    const theirs = parseScope(['test', 'src/**/*.css', 'docs/a.md']);
    expect(scopesMeet(mine, theirs)).toEqual({
      mine: { glob: 'docs' },
      theirs: { glob: 'docs/a.md' },
      witness: 'docs/a.md',
    });
  });

  test('do not meet when one is empty', () => {
    expect([scopesMeet([], parseScope(['**'])), scopesMeet([], [])]).toEqual([undefined, undefined]);
  });

  test('do not meet in different repositories', () => {
    expect(scopesMeet([{ glob: '**' }], [{ repo: 'api', glob: '**' }])).toBeUndefined();
    expect(scopesMeet([{ repo: 'api', glob: '**' }], [{ repo: 'api', glob: 'a' }])?.witness).toBe('a');
  });

  test.each([
    ['SRC/a', 'src/A/*', 'src/a/x'],
    ['[A-C]', 'b', 'b'],
    ['[^A]', 'a', undefined],
    ['[^a]', '[A]', undefined],
    ['*.TS', '*.ts', 'x.ts'],
  ])('%s and %s without regard to case: %s', (a, b, witness) => {
    expect(meet(a, b, { caseInsensitive: true })).toBe(witness);
  });

  test('are read with each entry once, in order', () => {
    expect(parseScope(['./a/', 'a', { glob: '[!b]' }, 'b', { glob: 'a' }])).toEqual([
      { glob: 'a' },
      { glob: '[^b]' },
      { glob: 'b' },
    ]);
  });

  describe('of several repositories', () => {
    const all = [{ name: 'web', folder: '/web', home: true } as const, { name: 'api', folder: '/api' }];
    const inWeb = { all, here: { repo: undefined, root: '/web' } };
    const inApi = { all, here: { repo: 'api', root: '/api' } };

    test('name theirs; without a name it is the one where the writer stands, and the home is stored without one', () => {
      const given = ['src/**', 'api:src/**', 'web:src/**', { repo: 'api', glob: './src/**' }, { glob: 'docs' }];
      expect(parseScope(given, inWeb)).toEqual([{ glob: 'src/**' }, { repo: 'api', glob: 'src/**' }, { glob: 'docs' }]);
      expect(parseScope(given, inApi)).toEqual([
        { repo: 'api', glob: 'src/**' },
        { glob: 'src/**' },
        { repo: 'api', glob: 'docs' },
      ]);
      expect(parseScope(['./odd:name.ts'], inWeb)).toEqual([{ glob: 'odd:name.ts' }]);
    });

    test('are refused for a name that none has, and without one for who stands in none', () => {
      expect(thrown(['apx:src'], inWeb)).toMatchObject({
        code: 'invalid',
        message: 'scope entry 1 ("apx:src"): there is no repository apx (did you mean api?)',
        data: { expected: 'one of web, api, or only a glob', received: 'apx:src' },
      });
      expect(thrown(['src'], { all, here: undefined })?.hint).toBe('Name one of web, api, or go to its folder.');
      expect(parseScope(['web:src'], { all, here: undefined })).toEqual([{ glob: 'src' }]);
    });

    test('are written so that they are read as the same, from wherever', () => {
      const scope = [{ glob: 'src/**' }, { repo: 'api', glob: '*.ts' }];
      for (const seen of [inWeb, inApi]) {
        expect(scopeText(scope, seen.all)).toBe('web:src/** api:*.ts');
        expect(parseScope(scopeText(scope, seen.all).split(' '), seen)).toEqual(scope);
      }
      expect(scopeText([{ glob: 'src' }, { glob: 'odd:name' }], [])).toBe('src ./odd:name');
    });
  });

  test('are refused by the entry that is wrong', () => {
    expect(thrown(['ok', '../x'])).toMatchObject({
      code: 'invalid',
      message: 'scope entry 2 ("../x"): the glob leaves the repository',
      hint: 'Leave out the leading ../',
      data: { field: 'scope', index: 1, expected: expect.any(String), received: '../x' },
    });
  });
});

describe('the work is bounded', () => {
  const many = (count: number, make: (i: number) => string): string[] =>
    Array.from({ length: count }, (_, i) => make(i));

  test.each([
    [many(201, (i) => `f${i}`), '201 entries'],
    [many(20, (i) => `${'{a,b}'.repeat(7)}${i}`), '2560 alternatives'],
    [many(60, (i) => `${'a'.repeat(400)}${i}`), 'characters after its braces are expanded'],
    [many(20, (i) => `${'a*'.repeat(230)}${i}`), 'characters in names with wildcards'],
    [many(30, (i) => `${'**/a/'.repeat(90)}${i}`), 'characters in names with wildcards'],
  ])('a scope that is too much to compare is refused (case %#)', (entries, message) => {
    expect(thrown(entries)?.message).toContain(message);
    expect(thrown(entries)?.data).toMatchObject({ field: 'scope', expected: expect.stringContaining('at most') });
  });

  const worst = [
    [many(16, (i) => `${'a*'.repeat(115)}${i}y`), many(16, (i) => `${'a*'.repeat(115)}${i}z`)],
    [many(16, (i) => `${'a*'.repeat(115)}${i}y`), many(40, (i) => `${'a'.repeat(480)}${i}`)],
    [many(20, (i) => `${'**/a/'.repeat(90)}${i}y`), many(20, (i) => `${'**/a/'.repeat(90)}${i}z`)],
    [many(7, (i) => `${'{a,b}'.repeat(8)}${i}y`), many(7, (i) => `${'{a,b}'.repeat(8)}${i}z`)],
    [
      many(200, (i) => `src/some/deep/folder/of/components/a${i}.ts`),
      many(200, (i) => `src/some/deep/folder/of/b${i}`),
    ],
  ] as const;
  test.each(everyNth(3, worst))(
    'the worst that is allowed takes no more than seconds of the processor (case %#)',
    (a, b) => {
      const [mine, theirs] = [parseScope(a), parseScope(b)];
      const start = process.cpuUsage();
      expect(scopesMeet(mine, theirs)).toBeUndefined();
      const { user, system } = process.cpuUsage(start);
      expect((user + system) / 1_000).toBeLessThan(patience(5_000));
    },
  );
});

function thrown(entries: readonly string[], repositories?: Repositories): BacklogError | undefined {
  try {
    parseScope(entries, repositories);
  } catch (error) {
    if (error instanceof BacklogError) return error;
    throw error;
  }
  return undefined;
}
