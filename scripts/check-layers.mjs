// Checks the rules for imports between the layers of src, the size of its folders, and the picture of the imports in
// docs/contribute/architecture.md.
// usage: node scripts/check-layers.mjs [--draw] [--prove]
// --draw writes the picture instead of comparing it
// --prove also adds files that break each rule to a copy of src, and expects to find each violation. Otherwise, a rule
// that matches nothing would always pass. A soak uses this option (test/lint/layers.test.ts).
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cruise } from 'dependency-cruiser';
import extractTsConfig from 'dependency-cruiser/config-utl/extract-ts-config';
import { cyclesOf } from './layers/cycles.mjs';
import { foldersOf, pictureOf, withPicture } from './layers/picture.mjs';
import { plantAll, plantsFor } from './layers/plants.mjs';
import config, { homes, layers, pure } from './layers/rules.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
process.chdir(root);
const PAGE = 'docs/contribute/architecture.md';
/** Maximum number of modules in a folder, which should have one topic. */
const MOST_MODULES = 22;

const modules = await followed();
await checkPicture(modules);
console.log(`layers: ${modules.length} modules follow ${config.forbidden.length} rules`);
if (process.argv.includes('--prove')) console.log(await proveRules(modules));

/** Returns the modules of src. @throws an error if they break a rule */
async function followed() {
  const { modules, violations } = await look();
  if (modules.length < 20) throw new Error(`only ${modules.length} modules were looked at: the check is blind`);
  const told = violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`);
  const crowded = crowdedFolders(modules).map(
    (folder) => `${folder} has more than ${MOST_MODULES} modules: move those of one topic into a folder below it`,
  );
  if (told.length + crowded.length > 0) throw new Error([...told, ...crowded].join('\n'));
  return modules;
}

function crowdedFolders(modules) {
  const counts = new Map();
  for (const { source } of modules) counts.set(dirname(source), (counts.get(dirname(source)) ?? 0) + 1);
  return [...counts].filter(([, count]) => count > MOST_MODULES).map(([folder]) => folder);
}

async function checkPicture(modules) {
  const page = await readFile(PAGE, 'utf8');
  const drawn = withPicture(page, pictureOf(modules, layers.flat()));
  if (process.argv.includes('--draw')) await writeFile(PAGE, drawn);
  else if (drawn !== page) throw new Error(`${PAGE} shows other imports than there are: npm run docs draws them anew`);
}

/**
 * Adds files that break the rules, and returns a sentence with the number of violations that were found.
 * @throws an error if a violation wasn't found, or if a rule has no such file
 */
async function proveRules(modules) {
  const folders = foldersOf(modules, layers.flat());
  const plants = plantsFor({ layers, homes, pure }, folders);
  const expected = plants.filter(({ rule }) => rule);
  const unproved = config.forbidden.filter(({ name }) => !expected.some(({ rule }) => rule === name));
  if (unproved.length > 0) throw new Error(`nothing is planted against ${unproved.map(({ name }) => name).join(', ')}`);
  const copy = await mkdtemp(join(tmpdir(), 'backlog-layers-'));
  try {
    await copyTo(copy);
    process.chdir(copy);
    await plantAll(plants, folders);
    const { violations } = await look();
    // A cycle is reported only once, at one of its modules.
    const fired = new Set(violations.flatMap(({ rule, from, to }) => [`${rule.name} ${from}`, `${rule.name} ${to}`]));
    const missed = expected.filter(({ rule, file }) => !fired.has(`${rule} ${file}`));
    if (missed.length > 0)
      throw new Error(`planted but not found: ${missed.map(({ rule, file }) => `${rule} in ${file}`).join(', ')}`);
  } finally {
    process.chdir(root);
    await rm(copy, { recursive: true, force: true });
  }
  return `${expected.length} planted violations, of each rule at least one, were found`;
}

/**
 * Copies the sources. The files that break rules must not be in src itself, because other checks read src at the same
 * time and an interrupted check would leave them there.
 */
async function copyTo(folder) {
  for (const name of ['src', 'tsconfig.json']) await cp(name, join(folder, name), { recursive: true });
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
}

async function look() {
  const { forbidden, options } = config;
  const [ofCycles, others] = [true, false].map((is) => forbidden.filter(({ to }) => (to.circular === true) === is));
  const { output } = await cruise(
    ['src'],
    { ...options, ruleSet: { forbidden: others }, validate: true },
    {},
    { tsConfig: extractTsConfig('tsconfig.json') },
  );
  const modules = output.modules.filter(({ source }) => source.startsWith('src/'));
  const cycles = cyclesOf(modules).flatMap(([from, to]) => ofCycles.map((rule) => ({ rule, from, to })));
  return { modules, violations: [...output.summary.violations, ...cycles] };
}
