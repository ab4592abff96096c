import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, test } from 'vitest';
import { readOptions } from '../../proof/review/options.ts';
import { mixedResults } from '../../proof/review/results.ts';
import { soak } from '../support/soak-test.ts';

test('a queue for reviewers has as many bad results as good ones, and the same for one seed', () => {
  const some = mixedResults(20, 1);
  expect(some.filter(({ bad }) => bad)).toHaveLength(10);
  expect(new Set(some.map(({ name }) => name)).size).toBe(20);
  expect(mixedResults(20, 1)).toEqual(some);
  expect(mixedResults(20, 2)).not.toEqual(some);
});

test.each([
  [['--results', '0'], 'expected a number from 1 to 60'],
  [['--seed'], '--seed needs a value'],
  [['--fast', '1'], 'unknown option --fast'],
])('%j is refused with the way to call it', (words, message) => {
  expect(() => readOptions(words)).toThrow(message);
  expect(() => readOptions(words)).toThrow('npm run review-trial -- [--program');
});

soak('the queue has its results in review, and says in a file which of them are bad', () => {
  const said = execFileSync('npm', ['run', '--silent', 'review-trial', '--', '--results', '2'], { encoding: 'utf8' });
  const [, key] = /# afterwards: (\S+key\.json)/.exec(said) ?? [];
  const results = JSON.parse(readFileSync(key!, 'utf8')) as { run: string; bad: boolean }[];
  expect(results.map(({ run }) => run)).toEqual(['r1', 'r2']);
  expect(results.map(({ bad }) => bad).sort()).toEqual([false, true]);
  rmSync(dirname(key!), { recursive: true, force: true });
});
