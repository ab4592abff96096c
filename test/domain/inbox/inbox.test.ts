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
  ])('stays the same when %s differ', (_, a, b) => {
    expect(fingerprint(a)).toBe(fingerprint(b));
  });

  test.each<[why: string, a: Candidate, b: Candidate]>([
    ['files', { title: 'Fix it', ...at('a.ts') }, { title: 'Fix it', ...at('b.ts') }],
    ['rules', { title: 'Fix it', rule: 'x' }, { title: 'Fix it', rule: 'y' }],
    ['versions', { title: 'Update zod to 4.1' }, { title: 'Update zod to 4.2' }],
    ['words', { title: 'Fix login' }, { title: 'Fix logout' }],
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
    ['Handle error 404 of the proxy', '', '', undefined],
    ['Handle the errors 500 of proxy', '', '', 'Handle error 500 of the proxy'],
    ['Remove the unused variable now', 'b.ts', 'unused', undefined],
    ['Remove the unused variables', 'a.ts', 'unused', 'Remove the unused variable'],
    ['Remove the unused variable', 'a.ts', 'other', undefined],
  ])('%s (%s %s) repeats %o', (title, area, rule, found) => {
    const index = doublesIn(
      [
        known(LOGIN),
        known('Handle error 500 of the proxy'),
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
