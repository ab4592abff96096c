// node scripts/tested-plugin.mjs FOLDER: puts the plugin of the present sources into the folder, for tests. Copies the
// committed plugin if check-plugin.mjs found that it matches these sources; otherwise builds it. The tests of `npm test`
// start before that check ends, so they wait for it (BACKLOG_CHECKS has the process of the checks): a second build needs
// 13 seconds of processor time.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { checkedSumFile, inputsSum } from './build/inputs-sum.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = process.argv[2];
const checked = checkedSumFile(root);
const sum = inputsSum(root);
const isFresh = () => existsSync(checked) && readFileSync(checked, 'utf8') === sum;

while (process.env.BACKLOG_CHECKS && !isFresh() && isAlive(Number(process.env.BACKLOG_CHECKS))) await wait(100);
if (isFresh()) cpSync(join(root, 'plugin'), folder, { recursive: true });
else execFileSync(process.execPath, [join(root, 'scripts/build.mjs'), folder], { stdio: 'inherit' });

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
