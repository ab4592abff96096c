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
  ['a renamed test', [{ from: 'a.test.ts', path: 'b.test.ts', status: 'R' }], []],
  ['fewer lines of tests', [{ path: 'pkg/cart_test.go', added: 1, deleted: 9 }], ['fewerTests']],
  ['a manifest', [{ path: 'web/package.json' }], ['dependencies']],
  ['a lockfile', [{ path: 'Cargo.lock', generated: true }], ['dependencies']],
  ['a migration', [{ path: 'db/migrate/001_users.rb' }], ['migrations']],
  ['a query', [{ path: 'report.sql' }], ['migrations']],
  ['an environment', [{ path: '.env.production' }], ['secrets']],
  ['an example of an environment', [{ path: '.env.example' }], []],
  ['a key', [{ path: 'certs/server.pem' }], ['secrets']],
  ['a workflow', [{ path: '.github/workflows/ci.yml' }], ['executed']],
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

test('the most severe rule comes first and decides the level; the sentence names all with their files', () => {
  const tests = ['a', 'b', 'c'].map((name) => file({ path: `test/${name}.test.ts`, status: 'D', before: 'gone' }));
  const manifest = file({ path: 'package.json', before: '{}', after: '{"version":"2"}' });
  expect(riskOf({ files: [manifest, ...tests] })).toMatchObject({
    level: 'high',
    text: 'High risk: it deletes tests (test/a.test.ts, test/b.test.ts and 1 more) and changes dependencies (package.json).',
  });
  expect(riskOf({ files: [manifest] }).level).toBe('medium');
});

test('a low risk says what was looked for, and what nobody read', () => {
  const [read, unread] = [file({ path: 'src/a.ts', before: 'a', after: 'b' }), file({ path: 'src/b.dat' })];
  expect(riskOf({ files: [read] })).toEqual({
    level: 'low',
    text: expect.stringMatching(
      /^Low risk: 4 lines in 1 file\. Searched for secrets, weakened assertions, changed checks and \d\d other kinds of risk; found nothing\.$/,
    ),
    reasons: [],
  });
  expect(riskOf({ files: [read, unread] })).toMatchObject({
    unread: 1,
    text: expect.stringMatching(/found nothing\. Contents of 1 file were not read\.$/),
  });
});

test('only files that a person calls generated do not count as size', () => {
  const files = [file({ path: 'src/schema.ts', added: 2_000, before: 'a', after: 'b' })];
  expect(riskOf({ files }).level).toBe('high');
  expect(riskOf({ files, isGenerated: (path) => path === 'src/schema.ts' }).level).toBe('low');
});

test('size alone becomes a high risk', () => {
  expect(riskOf({ files: [file({ path: 'a.ts', added: 1_499, deleted: 0 })] }).level).toBe('medium');
  expect(riskOf({ files: [file({ path: 'a.ts', added: 1_500, deleted: 0 })] }).level).toBe('high');
});
