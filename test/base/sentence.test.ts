import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { sentence } from '../../src/base/output/sentence.ts';

test.each([
  ['a clause of Backlog', "can't read it", "can't read it."],
  [
    'a message of git',
    'fatal: the file is locked. Remove it and try again.\n',
    'fatal: the file is locked. Remove it and try again.',
  ],
  ['a message of PostgreSQL', 'the database system is shutting down', 'the database system is shutting down.'],
  ['a message of Node', 'Invalid URL. It has no host.', 'Invalid URL. It has no host.'],
  ['a question', 'Is the file there?', 'Is the file there?'],
  ['a cut text', 'a long reas…', 'a long reas…'],
  ['an ellipsis', 'waiting...', 'waiting...'],
  ['a quotation', 'it says "Done."', 'it says "Done."'],
  ['a folder', "can't open ..", "can't open ..."],
])('ends %s with one full stop', (_, text, expected) => {
  expect(sentence(text)).toBe(expected);
  expect(sentence(sentence(text))).toBe(expected);
});

/** A full stop after a message or reason, which can end with one. */
const DOUBLED =
  /\$\{[^{}]*(?:[mM]essage(?:Of)?\b[^{}]*|\bwhy\b|\breason\b|\.text|\berr\b[^{}]*|String\(error\))\)*\}\.(?=[ `])/;

test('no source file adds a full stop to a message or a reason itself: sentence() does', () => {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((name) => /\.tsx?$/.test(name));
  const found = files.flatMap((file) =>
    readFileSync(`src/${file}`, 'utf8')
      .split('\n')
      .filter((line) => DOUBLED.test(line))
      .map((line) => `${file}: ${line.trim()}`),
  );
  expect(found).toEqual([]);
});
