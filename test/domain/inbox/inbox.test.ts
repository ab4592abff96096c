import { describe, expect, test } from 'vitest';
import { type Allowed, readCandidates } from '../../../src/domain/inbox/candidates.ts';
import { doublesIn, type Known } from '../../../src/domain/inbox/doubles.ts';
import { areaOf, fingerprint } from '../../../src/domain/inbox/fingerprint.ts';
import { foundAt } from '../../../src/domain/inbox/found.ts';
import type { Candidate } from '../../../src/domain/inbox/words.ts';

const at = (path: string, line?: number) => ({ found: { path, ...(line === undefined ? {} : { line }) } });

describe('the fingerprint', () => {
  test.each<[why: string, a: Candidate, b: Candidate]>([
    ['the line moves', { title: 'Fix it', ...at('a.ts', 1) }, { title: 'Fix it', ...at('a.ts', 90) }],
    ['a position in the title moves', { title: 'Fix a.ts:12 now' }, { title: 'Fix a.ts:40:2 now' }],
    ['a line in the title moves', { title: 'Fix line 12' }, { title: 'Fix lines 14-20' }],
    ['capitals, accents and plurals', { title: 'Close Café sockets' }, { title: 'close the cafe socket!' }],
    ['the order of words', { title: 'Parser drops lines' }, { title: 'lines parser drops' }],
    ['capitals in a word', { title: 'Fix ESLint in loginTimeout' }, { title: 'fix eslint in LoginTimeout' }],
    ['quotes', { title: 'Remove `foo` and "bar"' }, { title: "Remove 'foo' and “bar”" }],
    ['invisible characters', { title: 'Close sockets' }, { title: 'Clo\u200bse sock\u00adets' }],
    ['characters without width', { title: 'Close sockets' }, { title: 'Clo\u034fse soc\ufe0fk\u3164ets\u202e' }],
    ['letters that look the same', { title: 'Close sockets' }, { title: 'Cl\u043es\u0435 s\u03bfckets' }],
    ['styles of letters', { title: 'Close sockets' }, { title: 'Ｃｌｏｓｅ \u{1d42c}ockets' }],
    ['other positions', { title: 'Fix a.ts(3,5), lines 3 to 9' }, { title: 'Fix a.ts#L7-L9, column 4' }],
    ['amounts', { title: 'Fix 3 flaky tests' }, { title: 'Fix 12 flaky tests' }],
    ['amounts in words', { title: 'Fix three flaky tests' }, { title: 'Fix 4 flaky tests' }],
    ['one and many', { title: '1 test fails in the parser' }, { title: '7 tests fail in the parser' }],
    ['separators', { title: 'Remove 1,204 unused variables' }, { title: 'Remove ９８ unused variables' }],
    ['parts', { title: 'Parser: 3 of 10 tests fail' }, { title: 'Parser: 4/11 tests fail' }],
    ['measured times', { title: 'Startup takes 312 ms' }, { title: 'Startup takes 1.4s' }],
    ['percent', { title: 'Coverage fell by 3 %, raise it' }, { title: 'Coverage fell by 12%, raise it' }],
    ['dates', { title: 'Stale since 2026-11-27T18:14:03Z' }, { title: 'Stale since 2026-12-01' }],
    ['written dates', { title: 'Stale since 27.11.2026' }, { title: 'Stale since Nov 3, 2025' }],
    ['commits', { title: 'Build broken at 3f2a91c' }, { title: 'Build broken at 9b72183e0aa1' }],
    ['ornaments', { title: '\u{1f41b} Fix login \u2014 now!' }, { title: 'Fix login: now' }],
    ['signs of amounts', { title: 'Startup takes ~3 s' }, { title: 'Startup takes 4 s' }],
    ['addresses', { title: 'Crash at 0x7ffe12ab in f' }, { title: 'Crash at 0x7ffe98cd in f' }],
  ])('stays the same when %s differ', (_, a, b) => {
    expect(fingerprint(a)).toBe(fingerprint(b));
  });

  test.each<[why: string, a: Candidate, b: Candidate]>([
    ['files', { title: 'Fix it', ...at('a.ts') }, { title: 'Fix it', ...at('b.ts') }],
    ['rules', { title: 'Fix it', rule: 'x' }, { title: 'Fix it', rule: 'y' }],
    ['versions', { title: 'Update zod to 4.1' }, { title: 'Update zod to 4.2' }],
    ['whole versions', { title: 'Fix Node 20 tests' }, { title: 'Fix Node 22 tests' }],
    ['codes', { title: 'Handle 404 errors' }, { title: 'Handle 500 errors' }],
    ['codes behind their name', { title: 'Fix error 404 of links' }, { title: 'Fix error 500 of links' }],
    ['issues', { title: 'Close #12' }, { title: 'Close #13' }],
    ['names with digits', { title: 'Support utf8 and s3' }, { title: 'Support utf16 and s3' }],
    ['proposed amounts', { title: 'Raise the timeout to 30 s' }, { title: 'Raise the timeout to 60 s' }],
    ['proposed commits', { title: 'Revert commit 3f2a91c' }, { title: 'Revert commit 9b72183' }],
    ['steps', { title: 'Move step 3 of 7 parsers' }, { title: 'Move step 4 of 7 parsers' }],
    ['amounts and none', { title: 'Drop the last 2 lines' }, { title: 'Drop the last lines' }],
    ['words', { title: 'Fix login' }, { title: 'Fix logout' }],
    ['words of one letter', { title: 'Rename the caller' }, { title: 'Rename the called' }],
    ['languages', { title: 'Support C' }, { title: 'Support C++' }],
    ['languages with a sign', { title: 'Support C' }, { title: 'Support C#' }],
    ['names that begin with a dot', { title: 'Support .NET' }, { title: 'Support net' }],
    ['operators', { title: 'Fix === in the parser' }, { title: 'Fix == in the parser' }],
    ['brackets', { title: 'Escape < in titles' }, { title: 'Escape > in titles' }],
    ['signs between blanks', { title: 'Escape " in titles' }, { title: 'Escape ; in titles' }],
    ['pictures', { title: 'Add the reaction \u{1f600}' }, { title: 'Add the reaction \u{1f621}' }],
    ['negative numbers', { title: 'Exit with -1' }, { title: 'Exit with 1' }],
    ['letters of formulas', { title: 'Fix overflow of \u03b1x' }, { title: 'Fix overflow of ax' }],
    ['wanted amounts', { title: 'Use a 5 s timeout' }, { title: 'Use a 30 s timeout' }],
    ['words of an alphabet', { title: 'Fix \u0440\u043e\u0441\u0430' }, { title: 'Fix poca' }],
  ])('differs with other %s', (_, a, b) => {
    expect(fingerprint(a)).not.toBe(fingerprint(b));
  });
});

describe('doubles by words', () => {
  const known = (title: string, more: Partial<Known<string>> = {}): Known<string> => ({
    ...{ of: title, title, area: '', rule: '' },
    ...more,
  });
  const LOGIN = 'The login page drops the last line of the form';

  test.each<[title: string, area: string, rule: string, found: string | undefined]>([
    ['Login page drops last lines of a form', '', '', LOGIN],
    ['The login page drops the last line of the form', 'src/a.ts', '', LOGIN],
    ['The logout page drops the first line of the form', '', '', undefined],
    ['The login page drops the last 2 lines of the form', '', '', undefined],
    ['The login page drops the last line of the <form', '', '', undefined],
    ['Handle error 404 of the proxy', '', '', undefined],
    ['There are now 9 flaky tests in the old parser', '', '', 'There are 3 flaky tests in the old parser'],
    ['Handle the errors 500 of proxy', '', '', 'Handle error 500 of the proxy'],
    ['Remove the unused variable now', 'b.ts', 'unused', undefined],
    ['Remove the unused variables', 'a.ts', 'unused', 'Remove the unused variable'],
    ['Remove the unused variable', 'a.ts', 'other', undefined],
  ])('%s (%s %s) repeats %o', (title, area, rule, found) => {
    const index = doublesIn(
      [
        known(LOGIN),
        known('Handle error 500 of the proxy'),
        known('There are 3 flaky tests in the old parser'),
        known('Remove the unused variable', { area: 'a.ts', rule: 'unused' }),
      ],
      0.8,
    );
    expect(index.find({ title, area, rule, fingerprint: 'new' })).toBe(found);
  });

  test('an equal fingerprint wins over shared words', () => {
    const index = doublesIn([known('Fix it'), known('Something else', { fingerprint: 'f' })], 0.8);
    expect(index.find({ title: 'Fix it', area: '', rule: '', fingerprint: 'f' })).toBe('Something else');
  });
});

test.each<[text: string, found: object | undefined]>([
  ['src/a.ts', { path: 'src/a.ts' }],
  ['./src/a.ts:12', { path: 'src/a.ts', line: 12 }],
  ['src/a.ts:12:3', { path: 'src/a.ts', line: 12 }],
  ['src\\a.ts:4', { path: 'src/a.ts', line: 4 }],
  ['../a.ts', undefined],
  ['/etc/passwd', undefined],
  ['a/../../b', undefined],
  ['a\u0000b', undefined],
  ['', undefined],
  ['x'.repeat(400), undefined],
])('%s was found at %o', (text, found) => {
  expect(foundAt(text)).toEqual(found);
});

describe('the output of a pass', () => {
  const ANY: Allowed = { types: [], paths: [] };
  const titles = (lines: string[], allowed = ANY) => {
    const { candidates, bad } = readCandidates(lines, allowed);
    return [candidates.map(({ title }) => title), bad.map(({ line }) => line)];
  };

  test('is one object per line, or one array', () => {
    expect(titles(['{"title":"A"}', '', '{"message":"B","path":"b.ts","line":3}'])).toEqual([['A', 'B'], []]);
    expect(titles(['[', '{"title":"A"},', '{"title":""}', ']'])).toEqual([['A'], [2]]);
    for (const first of ['{"title":"A"}', '[{"title":"A"}]']) expect(titles([`\ufeff${first}`])).toEqual([['A'], []]);
    expect(titles([])).toEqual([[], []]);
  });

  test('loses nothing through bad lines', () => {
    expect(titles(['x', '{"title":"A"}', '7', 'null', '{"title":"B","path":"/b"}', '[1'])).toEqual([
      ['A'],
      [1, 3, 4, 5, 6],
    ]);
  });

  test('has only the types and paths that the pass may propose', () => {
    const allowed = { types: ['bug', 'chore'], paths: ['src/'] };
    const line = (more: object) => JSON.stringify({ title: 'A', path: 'src/a.ts', ...more });
    expect(titles([line({}), line({ type: 'bug' })], allowed)).toEqual([['A', 'A'], []]);
    expect(titles([line({ type: 'feature' }), line({ path: 'srcs/a' }), '{"title":"A"}'], allowed)).toEqual([
      [],
      [1, 2, 3],
    ]);
  });

  test('the area is the file, otherwise the scope', () => {
    expect(areaOf({ ...at('a.ts', 3), scope: [{ glob: 'b' }] })).toBe('a.ts');
    expect(areaOf({ scope: [{ glob: 'b' }, { repo: 'x', glob: 'a' }] })).toBe('b x:a');
  });
});
