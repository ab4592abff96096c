import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { builtPlugin } from '../support/built-plugin.ts';

const plugin = builtPlugin();
const web = join(plugin.folder, 'dist/web');

const KILOBYTE = 1024;
/** Gzip, in KB: of everything, and of what the first view loads. */
const MOST = { all: 200, first: 90 };

test('12. the app is at most 200 KB gzip, and its first view 90 KB', () => {
  const sizes = new Map(
    readdirSync(join(web, 'assets')).map((name) => [
      name,
      gzipSync(readFileSync(join(web, 'assets', name))).length / KILOBYTE,
    ]),
  );
  const sum = (names: Iterable<string>) => [...names].reduce((all, name) => all + sizes.get(name)!, 0);
  expect(sum(sizes.keys())).toBeLessThanOrEqual(MOST.all);
  const first = new Set<string>();
  const starts = [...sizes.keys()].filter((name) => /^(app|style|now|InterVariable)-/.test(name));
  for (const name of starts) reach(name, first);
  expect(starts).toHaveLength(4);
  expect(sum(first)).toBeLessThanOrEqual(MOST.first);
});

test('the page has nothing inline, and every file of it has a hash in its name', () => {
  const page = readFileSync(join(web, 'index.html'), 'utf8');
  expect(page).not.toMatch(/<style|style=|<script(?![^>]*src=)|\son\w+=/);
  for (const name of readdirSync(join(web, 'assets'))) expect(name).toMatch(/-[A-Z0-9]{8}\.(js|css|woff2)$/);
});

/** A file and those that it imports at once. */
function reach(name: string, found: Set<string>): void {
  if (found.has(name)) return;
  found.add(name);
  const text = readFileSync(join(web, 'assets', name), 'utf8');
  for (const [, next] of text.matchAll(/(?:from|import)"\.\/([^"]+)"/g)) reach(next!, found);
}
