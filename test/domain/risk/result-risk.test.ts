import { expect, test } from 'vitest';
import type { RiskFile } from '../../../src/domain/risk/examine.ts';
import { riskOf } from '../../../src/domain/risk/result-risk.ts';
import type { ChangedFile } from '../../../src/domain/runs/change-shapes.ts';

type Given = Partial<RiskFile & ChangedFile> & { path: string };
const file = (given: Given): RiskFile & ChangedFile => ({
  ...{ status: 'M', added: 3, deleted: 1, binary: false, generated: false, outside: false, blob: 'b' },
  ...given,
});
const rulesOf = (...files: Given[]) => riskOf({ files: files.map(file) }).reasons.map(({ rule }) => rule);

test.each<[string, Given[], string[]]>([
  ['ordinary code', [{ path: 'src/cart.ts' }], []],
  ['a new test', [{ path: 'test/cart.test.ts', status: 'A', deleted: 0 }], []],
  ['a deleted test', [{ path: 'test/cart.test.ts', status: 'D' }], ['deletedTests']],
  ['a test that is renamed to no test', [{ from: 'a.test.ts', path: 'a.ts', status: 'R' }], ['deletedTests']],
  [
    'a test that keeps its folder, but not the name by which it is run',
    [{ from: 'tests/test_store.py', path: 'tests/store_checks.py', status: 'R' }],
    ['deletedTests'],
  ],
  ['a test that its folder names', [{ from: 'a.test.ts', path: '__tests__/a.ts', status: 'R' }], []],
  ['a renamed test', [{ from: 'a.test.ts', path: 'b.test.ts', status: 'R' }], []],
  ['fewer lines of tests', [{ path: 'pkg/cart_test.go', added: 1, deleted: 9 }], ['fewerTests']],
  ['a manifest', [{ path: 'web/package.json' }], ['dependencies']],
  ['a lockfile', [{ path: 'Cargo.lock', generated: true }], ['dependencies']],
  ['a migration', [{ path: 'db/migrate/001_users.rb' }], ['migrations']],
  ['a query', [{ path: 'report.sql' }], ['migrations']],
  ['an environment', [{ path: '.env.production' }], ['secrets', 'settings']],
  ['an example of an environment', [{ path: '.env.example' }], ['settings']],
  ['a key', [{ path: 'certs/server.pem' }], ['secrets']],
  ['a workflow', [{ path: '.github/workflows/ci.yml' }], ['deployment', 'executed']],
  ['access control', [{ path: 'src/login/check.ts' }], ['access']],
  ['a word that contains another', [{ path: 'src/author.ts' }, { path: 'src/obsession.ts' }], []],
  ['a program that becomes executable', [{ path: 'go', modes: '100644 100755' }], ['modes']],
  ['one that no longer is', [{ path: 'go', modes: '100755 100644' }], []],
  ['many lines', [{ path: 'src/a.ts', added: 400 }], ['size']],
  ['many lines of what a build writes', [{ path: 'dist/a.js', added: 400, generated: true }], ['size']],
  ['many lines of a lockfile', [{ path: 'yarn.lock', added: 9_000, generated: true }], ['dependencies']],
])('the rules for %s', (_, files, rules) => {
  expect(rulesOf(...files)).toEqual(rules);
});

test('files that a person calls generated are no part of the size, and are read like others', () => {
  const built = file({ path: 'dist/a.js', added: 400, generated: true, before: '', after: 'eval(x);' });
  const isGenerated = (path: string) => path.startsWith('dist/');
  const rules = (ground: object) => riskOf({ files: [built], ...ground }).reasons.map(({ rule }) => rule);
  expect([rules({}), rules({ isGenerated })]).toEqual([['evaluation', 'size'], ['evaluation']]);
});

test('the most severe rule comes first and decides the level; the sentence names all with their files', () => {
  const tests = ['a', 'b', 'c'].map((name) => file({ path: `test/${name}.test.ts`, status: 'D', before: 'gone' }));
  const manifest = file({ path: 'package.json', before: '{}', after: '{"version":"2"}' });
  expect(riskOf({ files: [manifest, ...tests] })).toMatchObject({
    level: 'high',
    text: 'High risk: it deletes tests (test/a.test.ts, test/b.test.ts and 1 more) and changes dependencies (package.json).',
  });
  expect(riskOf({ files: [manifest] }).level).toBe('medium');
});

test.each<[string, Given[], boolean, 'low' | 'unknown', RegExp]>([
  [
    'code without evidence',
    [{ path: 'src/a.ts', before: 'a', after: 'b' }],
    false,
    'unknown',
    /^Unknown risk: 4 lines in 1 file\. No test that failed before shows what it does\. Searched for secrets, weakened assertions, changed checks and other risks; found nothing\.$/,
  ],
  [
    'code with evidence',
    [{ path: 'src/a.ts', before: 'a', after: 'b' }],
    true,
    'low',
    /^Low risk: 4 lines in 1 file\. Each criterion failed before and passes now, or a person accepted it for this result\. Searched for /,
  ],
  [
    'contents that were not read, with evidence',
    [{ path: 'src/b.dat' }],
    true,
    'unknown',
    /Contents of 1 file were not read\.$/,
  ],
  [
    'a text',
    [{ path: 'docs/a.md', before: 'a', after: 'b' }],
    false,
    'low',
    /^Low risk: 4 lines in 1 file\. It changes texts, comments and tests only\. Searched for /,
  ],
  ['a new test', [{ path: 'test/a.test.ts', status: 'A', after: 'expect(a).toBe(1)' }], false, 'low', /tests only/],
  ['a comment', [{ path: 'src/a.ts', before: 'a();', after: '// Says a.\na();' }], false, 'low', /comments/],
  ['an empty file that got code', [{ path: 'src/a.ts', before: '', after: 'a();' }], false, 'unknown', /^Unknown/],
  [
    'another indentation',
    [{ path: 'a.py', before: 'if a:\n    b()\n    c()', after: 'if a:\n    b()\nc()' }],
    false,
    'unknown',
    /^Unknown/,
  ],
  [
    'a comment that builds read',
    [{ path: 'a.go', before: 'package a', after: '//go:embed x\npackage a' }],
    false,
    'unknown',
    /^Unknown/,
  ],
  [
    'code that looks like a comment',
    [{ path: 'a.ts', before: 'const a = /[/*]/;\nb();', after: 'const a = /[/*]/;\nc();' }],
    false,
    'unknown',
    /^Unknown/,
  ],
  [
    'code that continues what looks like a comment',
    [
      {
        path: 'a.ts',
        before: 'const a = /[/*]/.test(b)\n? 1 : 2;',
        after: 'const a = /[/*]/.test(b)\n* c()\n? 1 : 2;',
      },
    ],
    false,
    'unknown',
    /^Unknown/,
  ],
  [
    'a comment of several lines',
    [{ path: 'a.ts', before: '/** Says a. */\na();', after: '/**\n * Says a,\n * and no more.\n */\na();' }],
    false,
    'low',
    /comments/,
  ],
  [
    'a file that has another name',
    [{ path: 'src/b.ts', from: 'src/a.ts', status: 'R', before: 'a', after: 'a' }],
    false,
    'unknown',
    /^Unknown/,
  ],
])('without findings, %s', (_, files, isShown, level, text) => {
  const risk = riskOf({ files: files.map(file), isShown });
  expect([risk.level, risk.reasons]).toEqual([level, []]);
  expect(risk.text).toMatch(text);
});

test('names the code with most changes whole, not a test or a text', () => {
  const path = `src/${'folder/'.repeat(30)}a.ts`;
  const files = [
    { path: 'docs/a.md', added: 99 },
    { path: 'test/a.test.ts', added: 50 },
    { path: 'src/b.ts' },
    { path, added: 9 },
  ];
  expect(riskOf({ files: files.map(file) }).most).toBe(path);
});

test('only files that a person calls generated do not count as size', () => {
  const files = [file({ path: 'src/schema.ts', added: 2_000, before: 'a', after: 'b' })];
  expect(riskOf({ files }).level).toBe('high');
  expect(riskOf({ files, isGenerated: (path) => path === 'src/schema.ts' }).level).toBe('unknown');
});

test('size alone becomes a high risk', () => {
  expect(riskOf({ files: [file({ path: 'a.ts', added: 1_499, deleted: 0 })] }).level).toBe('medium');
  expect(riskOf({ files: [file({ path: 'a.ts', added: 1_500, deleted: 0 })] }).level).toBe('high');
});
