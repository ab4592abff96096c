import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { PAGES } from '../../scripts/docs/pages.ts';

test.each(Object.entries(PAGES))('%s is as the tables make it (npm run docs)', (file, page) => {
  expect(readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8')).toBe(page());
});
