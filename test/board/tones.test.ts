import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const APP = 'src/web/app';
const TABLE = join('parts', 'task', 'state.tsx');
const views = readdirSync(APP, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.tsx') && name !== TABLE)
  .map((name) => [name, readFileSync(join(APP, name), 'utf8')] as const);

test('only the table of states gives a state its colour', () => {
  expect(views.length).toBeGreaterThan(100);
  expect(views.filter(([, text]) => /\btone-/.test(text)).map(([name]) => name)).toEqual([]);
});

test('each state that a view names stands in the table', () => {
  const table = readFileSync(join(APP, TABLE), 'utf8');
  const known = new Set([...table.matchAll(/^ {2}['"]?(.+?)['"]?: '\w+',$/gm)].map(([, word]) => word));
  const named = views.flatMap(([, text]) =>
    [...text.matchAll(/<StateView\b[^>]*? of="([^"]+)"/g)].map(([, word]) => word!),
  );
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter((word) => !known.has(word))).toEqual([]);
});
