// npm run docs: writes the pages that are made from tables (docs/filters.md, docs/coming-from-taskwarrior.md). A test compares them.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const { status } = spawnSync(process.execPath, [here('run-ts.mjs'), here('docs.ts')], { stdio: 'inherit' });
process.exitCode = status ?? 1;
