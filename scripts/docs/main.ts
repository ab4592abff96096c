// npm run docs: writes the pages that are made from tables. A test compares them.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PAGES } from './pages.ts';

const root = process.env.BACKLOG_REPOSITORY ?? process.cwd();
for (const [file, page] of Object.entries(PAGES)) writeFileSync(join(root, file), page());
