import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const tests = fileURLToPath(new URL('..', import.meta.url));

/** Conditions of tests that depend on no machine. A test that a machine may lack the means for has `unless(reason)`. */
const OF_NO_MACHINE: readonly string[] = [
  'IS_SOAK',
  '!IS_SOAK',
  'NOT_PLAYED.includes(line)',
  'WITHOUT_PARENT.includes(name)',
  'missingFields(own',
  'refuses.length === 0',
  '!isPlayed || lines.length === 0',
];

/** Returns the conditions of skipped tests that `npm test` would not count as left out by the machine. */
function uncounted(text: string): string[] {
  const conditions = Array.from(
    text.matchAll(/\.(?:skipIf|runIf)\((.*?)\)(?=[(.;]|$)/gm),
    ([, condition]) => condition!,
  );
  const always = Array.from(text.matchAll(/^ *((?:test|describe|soak)\.(?:skip|todo|only))\b/gm), ([, one]) => one!);
  return [...conditions.filter((one) => !OF_NO_MACHINE.includes(one)), ...always];
}

test('each test that a machine can not run has a reason that the last lines of `npm test` count', () => {
  const found = readdirSync(tests, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.ts$/.test(path) && !path.includes('node_modules') && path !== 'lint/left-out.test.ts')
    .flatMap((path) => uncounted(readFileSync(join(tests, path), 'utf8')).map((one) => `${path}: ${one}`));
  expect(found).toEqual([]);
});

test.each([
  ["test.skipIf(process.platform === 'win32')('x', () => {});", ["process.platform === 'win32'"]],
  ["test.runIf(existsSync('/proc'))('x', () => {});", ["existsSync('/proc')"]],
  ['test.skipIf(!IS_SOAK || !isRoot)(', ['!IS_SOAK || !isRoot']],
  ["describe.skip('x', () => {});", ['describe.skip']],
  ['test.runIf(IS_SOAK).each(ROWS)(', []],
  ["test('x', unless(missingFile('/proc')), () => {});", []],
])('%s is found or not', (text, found) => {
  expect(uncounted(text)).toEqual(found);
});
