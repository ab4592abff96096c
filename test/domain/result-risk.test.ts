import { expect, test } from 'vitest';
import type { ChangedFile } from '../../src/domain/runs/change-shapes.ts';
import { riskOf } from '../../src/domain/runs/result-risk.ts';

type Given = Partial<ChangedFile> & { path: string };
const file = (given: Given): ChangedFile => ({
  ...{ status: 'M', added: 3, deleted: 1, binary: false, generated: false, outside: false, blob: 'b' },
  ...given,
});
const rulesOf = (...files: Given[]) => riskOf(files.map(file)).reasons.map(({ rule }) => rule);

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
  ['many generated lines', [{ path: 'dist/a.js', added: 9_000, generated: true }], []],
])('the rules for %s', (_, files, rules) => {
  expect(rulesOf(...files)).toEqual(rules);
});

test('the most severe rule comes first and decides the level; the sentence names all with their files', () => {
  const tests = ['a', 'b', 'c'].map((name) => file({ path: `test/${name}.test.ts`, status: 'D' }));
  expect(riskOf([file({ path: 'package.json' }), ...tests])).toMatchObject({
    level: 'high',
    text: 'High risk: it deletes tests (test/a.test.ts, test/b.test.ts and 1 more) and changes dependencies (package.json).',
  });
  expect(riskOf([file({ path: 'package.json' })]).level).toBe('medium');
  expect(riskOf([file({ path: 'src/a.ts' })])).toEqual({
    level: 'low',
    text: 'Low risk: 4 lines in 1 file, no deleted tests, dependencies, migrations or secrets.',
    reasons: [],
  });
});

test('size alone becomes a high risk', () => {
  expect(riskOf([file({ path: 'a.ts', added: 1_499, deleted: 0 })]).level).toBe('medium');
  expect(riskOf([file({ path: 'a.ts', added: 1_500, deleted: 0 })]).level).toBe('high');
});
