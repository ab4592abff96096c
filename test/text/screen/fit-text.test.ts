import { expect, test } from 'vitest';
import { fitText } from '../../../src/text/screen/layout/fit-text.ts';

const TOKEN = `backlog_${'0f'.repeat(16)}_${'aB3-'.repeat(11)}`;

test.each([
  ['a token', `The token, which is shown only once:\n${TOKEN}`, TOKEN],
  ['a token in a sentence', `Use the token ${TOKEN} in the script`, TOKEN],
  ['a path', `In ${'/home/ada'.repeat(12)}`, '/home/ada'.repeat(12)],
])('%s that is wider than the terminal stays whole', (_, text, whole) => {
  expect(fitText(text, 80).split('\n')).toContain(whole);
});

test('a long text without blanks is divided', () => {
  expect(fitText('日本語'.repeat(30), 80).split('\n').length).toBeGreaterThan(1);
});
