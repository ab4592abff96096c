import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const APP = join(import.meta.dirname, '../../src/web/app');
const PAGES = readdirSync(APP, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.tsx'));
/** Elements with a link or a button in them. */
const ACTIVE = /<(?:a|button|input|Button|LinkButton|Menu|RunLink|TaskLink|RunName|TaskChanged|Sentence)\b/;

test('no fold has a link or a button in its own button', () => {
  const folds = PAGES.flatMap((file) =>
    [...readFileSync(join(APP, file), 'utf8').matchAll(/<summary[\s\S]*?<\/summary>/g)].map(([text]) => ({
      file,
      text,
    })),
  );
  expect(folds.length).toBeGreaterThan(10);
  expect(folds.filter(({ text }) => ACTIVE.test(text)).map(({ file }) => file)).toEqual([]);
});
