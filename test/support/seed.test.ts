import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seeded } from './random.ts';
import { runs, SEED } from './seed.ts';

const tests = new URL('..', import.meta.url).pathname;

test('properties begin at the seed of the run', () => {
  expect(fc.readConfigureGlobal()).toMatchObject({ seed: SEED, numRuns: runs(25, 100) });
});

test('a stream gives the same numbers again, and another stream others', () => {
  const numbers = (stream: number) => Array.from({ length: 5 }, seeded(stream).next);
  expect(numbers(1)).toEqual(numbers(1));
  expect(numbers(1)).not.toEqual(numbers(2));
});

test('no test takes its cases from anywhere else', () => {
  expect(filesWith(new RegExp(['Math', 'random'].join('\\.')))).toEqual([]);
});

/** A busy machine takes longer than any number that somebody thought of; what waits without one has `DEADLINE_MS`. */
test('no test waits for an event less than the deadline, or for a time in a page', () => {
  const own = /(?:\.poll|\.waitFor)\([^\n]*timeout: \d/;
  const short = new RegExp([['vi', 'waitUntil'].join('\\.'), ['waitFor', 'Timeout\\('].join(''), own.source].join('|'));
  expect(filesWith(short)).toEqual([]);
});

/** Such a limit would be shorter than the one of all tests (vitest.config.ts), which is for tests that never end. */
test('no test has a time limit of its own, and no program that it starts ends after a fixed time', () => {
  const own = /\btimeout: \d[\d_]{4,}|^ *\}, \d[\d_]{4,}\);$|^ *(?:patience\()?\d[\d_]{4,}\)?,\n *\);$/m;
  expect(filesWith(own)).toEqual([]);
});

/** What nobody awaits fails after its test has ended, which fails the whole run: `readResponses` awaits. */
test('no listener of a page is an async function', () => {
  expect(filesWith(/(?:page|context)\.on\('\w+', async/)).toEqual([]);
});

/** The loss of a socket without a listener for errors fails the whole run: those of socket.ts have one. */
test('no test opens a socket of its own', () => {
  const own = /^import (?!type )[^;]*\b(?<!type )(?:connect|createConnection|createServer)\b[^;]*'node:net';/m;
  expect(filesWith(own)).toEqual(['support/socket.ts']);
});

/** A UUID has `ada` in one of 130 runs. Such a test names more of the sentence. */
test('no test expects that a text lacks a few letters or digits that random numbers have, too', () => {
  expect(filesWith(/\.not\.toContain\((['"`])[0-9a-f]{2,7}\1\)/)).toEqual([]);
});

/** Returns the files of tests whose text matches. */
function filesWith(text: RegExp): string[] {
  const files = readdirSync(tests, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !/^(clients|oracle)\//.test(file),
  );
  expect(files.length).toBeGreaterThan(50);
  return files.filter((file) => text.test(readFileSync(join(tests, file), 'utf8')));
}
