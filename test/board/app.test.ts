import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { appSizes } from '../support/app-sizes.ts';
import { builtPlugin } from '../support/built-plugin.ts';

const plugin = builtPlugin();
const web = join(plugin.folder, 'dist/web');

/** Gzip, in KB: of everything, and of what the first view loads. */
const MOST = { all: 204, first: 90 };

test('12. the app is at most 204 KB gzip, and its first view 90 KB', () => {
  const { all, first, starts } = appSizes(join(web, 'assets'));
  expect(starts).toHaveLength(4);
  expect(all).toBeLessThanOrEqual(MOST.all);
  expect(first).toBeLessThanOrEqual(MOST.first);
});

test('the page has nothing inline, and every file of it has a hash in its name', () => {
  const page = readFileSync(join(web, 'index.html'), 'utf8');
  expect(page).not.toMatch(/<style|style=|<script(?![^>]*src=)|\son\w+=/);
  for (const name of readdirSync(join(web, 'assets'))) expect(name).toMatch(/-[A-Za-z0-9]{8}\.(js|css|woff2)$/);
});
