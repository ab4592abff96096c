// npm run mutate: checks whether the tests of the filter language, of dates, of effects on claims and of the decision before a round
// would detect errors, by changing the code. Takes more than an hour on two cores; the next run checks only changed files.
// usage: node scripts/mutate.mjs [FILE of src/filter, src/time, the effects in src/work/claim, or src/runs/ground/decide-ground.ts]...
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';

const LEAST = 85;

/** The files that need the guard's tests. Other files run without them, because these tests wait for time limits. */
const GUARDED = ['src/filter/guard.ts', 'src/filter/regex.ts', 'src/filter/filter.ts'];
/** The files that decide what a call may take from the holder of a claim. */
const EFFECTS = ['check-effects', 'check-ends', 'standing', 'watch-transaction'].map(
  (name) => `src/work/claim/${name}.ts`,
);
const PARTS = [
  { name: 'time', files: list('src/time'), tests: ['test/time/*.test.ts'] },
  {
    name: 'effects',
    files: EFFECTS,
    tests: [
      ...['effects-by-caller', 'end-claims', 'held', 'release'].map((name) => `test/commands/${name}.test.ts`),
      'test/work/claim/*.test.ts',
    ],
  },
  { name: 'ground', files: ['src/runs/ground/decide-ground.ts'], tests: ['test/runs/ground/*.test.ts'] },
  { name: 'guard', files: GUARDED, tests: ['guard', 'errors', 'explain', 'sort', 'views'].map(testOf) },
  {
    name: 'filter',
    files: list('src/filter').filter((file) => !GUARDED.includes(file)),
    tests: list('test/filter').filter((file) => file.endsWith('.test.ts') && file !== testOf('guard')),
  },
];

/** Not among the dependencies of the repository, because most people never need it, and it brings 98 packages. */
const STRYKER = 'scripts/mutation/node_modules/.bin/stryker';

const wanted = process.argv.slice(2);
const known = new Set(PARTS.flatMap(({ files }) => files));
const missing = [
  ...PARTS.flatMap(({ files, tests }) => [...files, ...tests]).filter(
    (name) => !name.includes('*') && !existsSync(name),
  ),
  ...wanted.filter((name) => !known.has(name)),
];
if (missing.length > 0) throw new Error(`no such file of a part: ${missing.join(', ')}`);
if (!existsSync(STRYKER)) spawnSync('npm', ['ci'], { cwd: 'scripts/mutation', stdio: 'inherit' });
const scores = new Map();
let failed = false;
for (const { name, files, tests } of PARTS) {
  const chosen = files.filter((file) => wanted.length === 0 || wanted.includes(file));
  if (chosen.length === 0) continue;
  const { status } = spawnSync(STRYKER, ['run', 'scripts/mutation/stryker.config.mjs'], {
    stdio: 'inherit',
    env: { ...process.env, MUTATE_PART: name, MUTATE_FILES: chosen.join(','), MUTATE_TESTS: tests.join(',') },
  });
  failed ||= status !== 0;
  for (const [file, score] of read(name)) scores.set(file, score);
}
for (const folder of ['src/time', 'src/filter', 'src/work/claim', 'src/runs/ground']) failed ||= !report(folder);
process.exitCode = failed ? 1 : 0;

function list(folder) {
  return readdirSync(folder, { recursive: true })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => `${folder}/${file}`);
}

function testOf(name) {
  return `test/filter/${name}.test.ts`;
}

/**
 * Returns the number of detected changes of the code, by file. Omits changes of data, and changes that don't compile or
 * run.
 */
function read(part) {
  const { files } = JSON.parse(readFileSync(`reports/mutation/${part}.json`, 'utf8'));
  return Object.entries(files).map(([file, { mutants }]) => {
    const tested = mutants.filter(({ status }) => !['Ignored', 'CompileError', 'RuntimeError'].includes(status));
    const found = tested.filter(({ status }) => status === 'Killed' || status === 'Timeout').length;
    return [file, { found, of: tested.length }];
  });
}

/** Prints the score of each file. @returns false if the folder's score is too low */
function report(folder) {
  const rows = [...scores].filter(([file, { of }]) => file.startsWith(`${folder}/`) && of > 0);
  if (rows.length === 0) return true;
  const all = rows.reduce((sum, [, row]) => ({ found: sum.found + row.found, of: sum.of + row.of }), {
    found: 0,
    of: 0,
  });
  for (const [name, row] of [...rows, [folder, all]])
    console.log(`${percent(row).padStart(6)} %  ${row.found} of ${row.of}  ${name}`);
  if (Number(percent(all)) >= LEAST) return true;
  console.log(`${folder}: the tests notice fewer than ${LEAST} % of the defects`);
  return false;
}

function percent({ found, of }) {
  return ((100 * found) / of).toFixed(1);
}
