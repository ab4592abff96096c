import { expect, test } from 'vitest';
import { closesNothing } from '../../src/domain/closes-nothing.ts';

/**
 * The rules of two services, in our words: GitHub's documentation "Linking a pull request to an issue", and GitLab's
 * default closing pattern.
 */
const ISSUE = String.raw`(?:[\w./-]*#\d+|GH-\d+|https?:\/\/[^\s)]+\/(?:issues|pull|work_items)\/\d+)`;
const CLOSES = {
  github: new RegExp(String.raw`\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):?[\s*_(\[<"'\`]+${ISSUE}`, 'i'),
  gitlab: new RegExp(
    String.raw`\b(?:clos(?:e[sd]?|ing)|fix(?:e[sd]|ing)?|resolv(?:e[sd]?|ing)|implement(?:s|ed|ing)?):? +(?:issues? +)?${ISSUE}`,
    'i',
  ),
};
const closes = (text: string) => Object.values(CLOSES).some((rule) => rule.test(text));

const WORDS = 'close closes closed closing fix fixes fixed fixing resolve resolves resolved resolving implements';
const NAMES = ['#12', 'owner/repo#3', 'AB#7', 'GH-12', 'https://github.com/owner/repo/issues/4'];

test.each(NAMES)('no word with %s closes it, in any case, with a colon, across lines, in Markdown', (name) => {
  const left: string[] = [];
  for (const word of WORDS.split(' '))
    for (const between of [' ', ': ', '  ', '\n', ' issue ', ' *', ' [', ' `', ' "', ' ('])
      for (const text of [`${word}${between}${name}`, `It ${word.toUpperCase()}${between}${name}, ${name}`]) {
        const said = closesNothing(text);
        if (!closes(text) && !/ing$|^implements$/.test(word)) left.push(text);
        if (closes(said) || !said.includes(name)) left.push(`${text} -> ${said}`);
        if (closesNothing(said) !== said) left.push(`twice: ${said}`);
      }
  expect(left).toEqual([]);
});

test.each<[text: string, kept: string]>([
  ['Fixes #12', 'Fixes the issue #12'],
  ['closes: owner/repo#3', 'closes: the issue owner/repo#3'],
  [
    'Resolves https://gitlab.example.com/a/b/-/issues/4',
    'Resolves the issue https://gitlab.example.com/a/b/-/issues/4',
  ],
  ['Fix issue #4, #5 and #6', 'Fix the issue #4, #5 and #6'],
  ['fixed **#5**', 'fixed **the issue #5**'],
])('keeps the words without their effect: %s', (text, kept) => {
  expect(closesNothing(text)).toBe(kept);
});

test.each([
  'See #12.',
  'Fix the login, see #12',
  'All is fixed. #12 is next',
  'prefix #12',
  'Fix UTF-8 and the colour #fff',
  'close() of https://example.com/a',
  '',
])('changes nothing else: %s', (text) => {
  expect(closesNothing(text)).toBe(text);
});

test('a long text costs no time', () => {
  const text = `${'fix '.repeat(2_000)}${'fix(('.repeat(2_000)}${'fix a/'.repeat(2_000)}${'fix https://a/'.repeat(500)}`;
  expect(closesNothing(text)).toBe(text);
});
