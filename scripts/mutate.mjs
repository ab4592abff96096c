// npm run mutate: would the tests of the filter language and of dates notice a defect? Takes an hour on two cores; the next run tests again
// only what changed. usage: node scripts/mutate.mjs [filter|time|FILE of these folders]...
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const FOLDERS = ['time', 'filter'];
const LEAST = 85;

const words = process.argv.slice(2);
let failed = false;
for (const folder of FOLDERS) {
  const files = words.filter((word) => word.startsWith(`src/${folder}/`));
  if (words.length > 0 && files.length === 0 && !words.includes(folder)) continue;
  const { status } = spawnSync('stryker', ['run', ...(files.length > 0 ? ['--mutate', files.join(',')] : [])], {
    stdio: 'inherit',
    env: { ...process.env, MUTATE_FOLDER: folder },
  });
  failed ||= status !== 0 || !report(folder);
}
process.exitCode = failed ? 1 : 0;

/** Prints the score of each file; false when the whole falls short. */
function report(folder) {
  const { files } = JSON.parse(readFileSync(`reports/mutation/${folder}.json`, 'utf8'));
  const rows = Object.entries(files).map(([name, { mutants }]) => ({ name, ...count(mutants) }));
  const all = rows.reduce((sum, row) => ({ found: sum.found + row.found, of: sum.of + row.of }), { found: 0, of: 0 });
  for (const row of [...rows, { name: `src/${folder}`, ...all }]) {
    if (row.of > 0) console.log(`${percent(row).padStart(6)} %  ${row.found} of ${row.of}  ${row.name}`);
  }
  if (Number(percent(all)) >= LEAST) return true;
  console.log(`src/${folder}: the tests notice fewer than ${LEAST} % of the defects`);
  return false;
}

/** Mutants in data (static ones) are left out, as are those that are no program. */
function count(mutants) {
  const tested = mutants.filter(({ status }) => !['Ignored', 'CompileError', 'RuntimeError'].includes(status));
  return {
    found: tested.filter(({ status }) => status === 'Killed' || status === 'Timeout').length,
    of: tested.length,
  };
}

function percent({ found, of }) {
  return ((100 * found) / of).toFixed(1);
}
