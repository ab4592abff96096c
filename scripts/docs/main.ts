// npm run docs: writes the pages that are generated from tables, and the pictures of the terminal. A test checks that
// they are up to date.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PAGES } from './pages.ts';
import { pictures } from './pictures/pictures.ts';

const root = process.env.BACKLOG_REPOSITORY ?? process.cwd();
for (const [file, page] of Object.entries(PAGES)) writeFileSync(join(root, file), await page());
for (const [file, svg] of Object.entries(await pictures())) {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), svg);
}
