import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const APP = 'src/web/app';
/** Maximum number of lines of all style sheets. What views have in common is in shared layouts instead. */
const MOST_LINES = 2_775;

const sheets = readdirSync(APP, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.css'))
  .map((name) => ({ name, text: readFileSync(join(APP, name), 'utf8') }));

/** A colour, a size of text in pixels, or a weight other than the normal one and the token. */
const VALUES =
  /#[\da-f]{3,8}\b|\b(?:rgb|hsl|light-dark)\(|font-size: [\d.]+(?:px|rem)|font-weight: (?!normal|var\(--bold\))/g;

test('no style sheet but the tokens names a colour, a size of text or a weight', () => {
  const wrong = sheets
    .filter(({ name }) => name !== 'style/tokens.css' && !name.startsWith('offline'))
    .flatMap(({ name, text }) =>
      [...text.replace(/@font-face \{[^}]*\}/, '').matchAll(VALUES)].map(([value]) => `${name}: ${value}`),
    );
  expect(wrong).toEqual([]);
  expect(sheets.find(({ name }) => name === 'style/tokens.css')?.text.match(VALUES)).not.toBeNull();
});

test('pages and settings have the one maximum width', () => {
  const naming = sheets.flatMap(({ text }) => [...text.matchAll(/([^{}]+)\{[^{}]*max-width: var\(--width\)/g)]);
  expect(naming.map(([, selector]) => selector!.trim().split('\n').at(-1))).toEqual(['.page', '.settings']);
});

test('the style sheets stay short', () => {
  const lines = sheets.reduce((sum, { text }) => sum + text.split('\n').length - 1, 0);
  expect(lines).toBeLessThanOrEqual(MOST_LINES);
});
