import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { PAGES } from '../../scripts/docs/pages.ts';
import { pictures } from '../../scripts/docs/pictures/pictures.ts';

test.each(Object.entries(PAGES))('%s is as the tables make it (npm run docs)', async (file, page) => {
  expect(readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8')).toBe(await page());
});

test('the pictures show what the terminal shows (npm run docs), and the README has the first', async () => {
  const made = await pictures();
  const there = (file: string) => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');
  for (const [file, svg] of Object.entries(made)) expect(there(file), file).toBe(svg);
  const pages = ['README.md', 'docs/README.md', 'docs/how-to/report-progress.md'].map(there).join('\n');
  for (const file of Object.keys(made)) expect(pages).toContain(file.replace('docs/', ''));
});
