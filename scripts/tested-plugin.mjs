// node scripts/tested-plugin.mjs FOLDER: puts the plugin of the present sources into the folder, for tests. Copies the
// committed plugin if check-plugin.mjs found that it matches these sources; otherwise builds it. So `npm test` builds
// the plugin only once.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkedSumFile, inputsSum } from './build/inputs-sum.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = process.argv[2];
const checked = checkedSumFile(root);

if (existsSync(checked) && readFileSync(checked, 'utf8') === inputsSum(root))
  cpSync(join(root, 'plugin'), folder, { recursive: true });
else execFileSync(process.execPath, [join(root, 'scripts/build.mjs'), folder], { stdio: 'inherit' });
