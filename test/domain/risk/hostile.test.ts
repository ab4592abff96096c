import { expect, test } from 'vitest';
import { riskOf } from '../../../src/domain/risk/result-risk.ts';
import { processorMs } from '../../support/processor-time.ts';
import { everyNth, soak } from '../../support/soak-test.ts';

/** Numbers that fill a file of the size up to which contents are read. */
const CHARACTERS = 500_000;
const lines = (count: number, line: (n: number) => string) =>
  Array.from({ length: count }, (_, n) => line(n)).join('\n');
const long = (unit: string) => unit.repeat(CHARACTERS / unit.length);

/** Contents on which rules could take the square of their length, before and after. */
const CONTENTS: readonly [what: string, path: string, before: string, after: string][] = [
  ['names with dots', 'src/a.ts', '', long('a.')],
  ['licences without an end', 'src/a.ts', '', long('SPDX-License-Identifier:')],
  ['two long lines of addresses', 'src/a.ts', long('https://a.org '), long('https://b.org ')],
  ['comparisons', 'src/a.ts', '', lines(250, () => 'a == 1 && '.repeat(199))],
  ['questions with spaces', 'src/a.ts', '', lines(250, () => `if ${' '.repeat(1_990)}a`)],
  ['questions for a number', 'src/a.ts', '', lines(250, () => `if b && ${'a.'.repeat(990)}`)],
  ['times', 'src/a.ts', lines(12_000, (n) => `timeout: 1, // a${n}`), lines(12_000, (n) => `timeout: 9, // b${n}`)],
  [
    'addresses',
    'src/a.ts',
    lines(12_000, (n) => `get('https://a.org/${n}')`),
    lines(12_000, (n) => `get('https://b.org/${n}')`),
  ],
  [
    'assertions',
    'test/a.test.ts',
    lines(12_000, (n) => `expect(a).toBe('a${n}')`),
    lines(12_000, (n) => `expect(a).toBe('b${n}')`),
  ],
  [
    'equal assertions',
    'test/a.test.ts',
    lines(12_000, (n) => `expect(a).toBe(1) // a${n}`),
    lines(12_000, (n) => `expect(a).toBe(1) // b${n}`),
  ],
  [
    'given values',
    'test/a.test.ts',
    '',
    lines(12_000, (n) => (n % 2 ? `expect(f(${n})).toBe(a${n})` : `const a${n} = f(${n});`)),
  ],
  ['settings', 'pyproject.toml', lines(20_000, (n) => `a${n} = 1 # a`), lines(20_000, (n) => `b${n} = 1 # b`)],
  [
    'settings of tools',
    'pyproject.toml',
    `[tool.ruff]\n${lines(20_000, (n) => `a${n} = 1`)}`,
    `[tool.ruff]\n${lines(20_000, (n) => `b${n} = 1`)}`,
  ],
  ['answers', 'src/a.ts', lines(20_000, (n) => `false a${n}`), lines(20_000, (n) => `true b${n}`)],
  ['ends in Rust', 'a.rs', lines(12_000, (n) => `a${n}.get()`), lines(12_000, (n) => `a${n}.unwrap()`)],
  [
    'notices',
    'src/a.ts',
    lines(15_000, (n) => `// Copyright 2020 a${n}`),
    lines(15_000, (n) => `// Copyright 2020 b${n}`),
  ],
  ['imports of Go', 'a.go', '', lines(15_000, (n) => `import "a.org/b/c${n}"`)],
  ['imports of Python', 'a.py', '', lines(15_000, (n) => `import a${n}`)],
  ['conditions', 'src/a.ts', lines(12_000, (n) => `if (aaaa${n}) {`), lines(12_000, (n) => `if (bbbb${n}) {`)],
  [
    'refusals with more conditions',
    'src/a.ts',
    lines(8_000, (n) => `if (a${n} && b) throw new Error()`),
    lines(8_000, (n) => `if (c${n} && d && b) throw new Error()`),
  ],
  ['tags', 'src/a.ts', '', lines(250, () => '<p'.repeat(990))],
  ['values that are kept', 'src/a.ts', '', lines(250, () => 'x = new = open '.repeat(130))],
  ['patterns', 'src/a.ts', '', lines(250, () => `re(${'(a+a?a?a?'.repeat(200)})`)],
  [
    'a script',
    'package.json',
    JSON.stringify({ scripts: { test: lines(40_000, (n) => `a/${n}`).replaceAll('\n', ' ') } }),
    JSON.stringify({ scripts: { test: lines(40_000, (n) => `b/${n}`).replaceAll('\n', ' ') } }),
  ],
  ['a test of escapes', 'src/a.ts', '', ''],
  ['doubles of classes', 'test/a.test.ts', '', lines(15_000, (n) => `new A${n}() {`)],
];

// `npm test` has one of them, because each asks the same of another content. A soak has all.
test.each(everyNth(24, CONTENTS))('%s take no time', (what, path, before, after) => {
  const files = [{ path, status: 'M' as const, added: 1, deleted: 1, binary: false, before, after }];
  const others = [
    { path: 'test/b.test.ts', text: what === 'a test of escapes' ? `'${"\\'".repeat(CHARACTERS / 2)}` : '' },
    { path: 'go.mod', text: 'module a.org/a\n' },
    { path: 'requirements.txt', text: 'a\n' },
  ];
  const tree = Array.from({ length: 3_000 }, (_, n) => `src/folder/file${n}.ts`);
  const checks = [{ name: 'test', command: 'npm test' }];
  expect(processorMs(() => void riskOf({ files, others, tree, checks }))).toBeLessThan(3_000);
});

soak('many files with removed locks take no time', () => {
  const files = Array.from({ length: 1_500 }, (_, n) => ({
    ...{ path: `src/a${n}.ts`, status: 'M' as const, added: 50, deleted: 1, binary: false },
    ...{ before: `a.lock();\nthrow new Error('a${n}');`, after: lines(50, (line) => `a${n}_${line}();`) },
  }));
  expect(processorMs(() => void riskOf({ files }))).toBeLessThan(6_000);
});
