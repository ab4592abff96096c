import { expect, test } from 'vitest';
import { hiddenTestsIn } from '../../../src/domain/runs/answers/hidden-answer.ts';
import { disputedTests } from '../../../src/domain/runs/hidden/hidden-tests.ts';
import { isLarge } from '../../../src/domain/runs/hidden/large-task.ts';
import { processorMs } from '../../support/processor-time.ts';

const answer = (path: string, text = 'check();', head = 'Hidden test:') =>
  `Some words.\n\n${head} ${path}\nCriterion: 2\n\`\`\`js\n${text}\n\`\`\`\n`;

test.each([
  ['a plain one', answer('test/a.test.mjs'), [{ path: 'test/a.test.mjs', criterion: 2, text: 'check();\n' }]],
  ['a bold one without a criterion', '**Hidden test:** `a.mjs`\n~~~\nx\n~~~', [{ path: 'a.mjs', text: 'x\n' }]],
  ['a text that holds shorter fences', 'Hidden test: a.md\n````\n```\nx\n```\n````', [{ text: '```\nx\n```\n' }]],
  ['the example of the question', '> Hidden test: path/of/the/new/file\n> ```\n> x\n> ```', []],
  ['a way out of the repository', answer('../a.mjs'), []],
  ['a way out below a folder', answer('test/../../a.mjs'), []],
  ['an absolute path', answer('/etc/a.mjs'), []],
  ['a file of git', answer('.git/hooks/post-commit'), []],
  ['a nested file of git, in capitals', answer('test/.GIT/config'), []],
  ['a file of Backlog', answer('x/.backlog/config.yaml'), []],
  ['an option', answer('--reporter=x'), []],
  ['an empty test', answer('a.mjs', ''), []],
  ['a test that is too long', answer('a.mjs', 'x'.repeat(9_000)), []],
  ['four tests', ['a', 'b', 'c', 'd'].map((one) => answer(`${one}.mjs`)).join('\n'), [{}, {}, {}]],
])('a judge writes %s', (_, text, found) => {
  expect(hiddenTestsIn(text)).toMatchObject(found);
});

test.each([
  ['a path of underscores', `Hidden test: ${'_'.repeat(1_000_000)}`],
  ['many tests without an end', 'Hidden test: a.mjs\n```\n'.repeat(50_000)],
])('an answer of megabytes takes no time: %s', (_, text) => {
  expect(processorMs(() => void hiddenTestsIn(text))).toBeLessThan(3_000);
});

const criteria = (n: number) => Array.from({ length: n }, (_, i) => ({ id: String(i), text: 'x' }));

test.each([
  [{ acceptance: criteria(5) }, { criteria: 5, hours: 0 }, true],
  [{ acceptance: criteria(4) }, { criteria: 5, hours: 8 }, false],
  [{ estimate: 'PT8H' }, { criteria: 5, hours: 8 }, true],
  [{ estimate: 'PT7H' }, { criteria: 5, hours: 8 }, false],
  [{ acceptance: criteria(9), estimate: 'P9D' }, { criteria: 0, hours: 0 }, false],
] as const)('%j from %j on: large is %s', (task, from, large) => {
  expect(isLarge(task as Parameters<typeof isLarge>[0], from)).toBe(large);
});

test('a hidden test asks only about the present result, and not after a person called it wrong', () => {
  const [now, old] = ['a'.repeat(40), 'b'.repeat(40)];
  const failed = { id: '1', outcome: 'failed', base: 'failed' } as const;
  const tests = [
    failed,
    { ...failed, id: '2', outcome: 'unclear' as const },
    { ...failed, id: '3', wrong: { at: '2099-01-01T00:00:00Z', actor: 'human:ada', text: 'no' } },
  ];
  const ids = (commit: string) =>
    disputedTests({
      result: { commit },
      hiddenTests: { commit: now, by: 'judge', at: '2099-01-01T00:00:00Z', tests },
    } as unknown as Parameters<typeof disputedTests>[0]).map(({ id }) => id);
  expect([ids(now), ids(old)]).toEqual([['1'], []]);
});
