import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const app = fileURLToPath(new URL('../../src/web/app', import.meta.url));

/**
 * Why a module calls the server without `createQuery`, which has paging, deltas, repetition and the order of answers.
 * `act` is for changes.
 */
const REASONS: Readonly<Record<string, string>> = {
  'data/query.ts': 'is the query',
  'data/act.ts': 'changes records',
  'parts/document/named.ts': 'reads a whole document once, for its editor',
  'parts/forms/filter-box.tsx': 'completes a word: the next key asks again',
  'shell/notices/desktop.ts': 'takes notices, which are given once',
  'views/now/other-queues.tsx': 'reads queues whose events this page does not get',
  'views/review/diff/use-rows.ts': 'reads rows of one result, which do not change; a refusal is shown',
  'views/review/diff/use-steps.ts': 'reads the log of one run on request; a refusal is shown',
};

const CALLS = /^import [^;]*\b(?:call|callShown|fetch)\b[^;]*from '[./]*(?:data\/)?api\.ts'|[^.\w]fetch\(/m;

test('a part of the board reads by the one query, or has a reason', () => {
  const found = readdirSync(app, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.tsx?$/.test(path) && path !== 'data/api.ts')
    .filter((path) => CALLS.test(readFileSync(join(app, path), 'utf8')));
  expect(found.sort()).toEqual(Object.keys(REASONS).sort());
});

test.each([
  ["import { call, Refusal } from '../../data/api.ts';", true],
  ["import {\n  call,\n} from './api.ts';", true],
  ['const answer = await fetch(path);', true],
  ["import { Refusal } from '../../data/api.ts';", false],
  ["import { createQuery } from '../../data/query.ts';", false],
])('%j calls the server: %s', (text, calls) => {
  expect(CALLS.test(text)).toBe(calls);
});
