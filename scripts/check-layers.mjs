// Checks the layer rule over src, then plants one violation of every kind of rule and expects each to be found:
// a rule that finds nothing because it looks at nothing would pass for ever.
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cruise } from 'dependency-cruiser';
import extractTsConfig from 'dependency-cruiser/config-utl/extract-ts-config';
import config from '../.dependency-cruiser.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
process.chdir(root);

/** Rule that must fire -> a file that breaks it. */
const PLANTED = {
  'layer-time': ['src/time/planted-up.ts', `export { nearest } from '../domain/nearest.ts';`],
  'layer-claims': ['src/claims/planted-sibling.ts', `export { compileFilter } from '../filter/index.ts';`],
  'layer-store': ['src/store/planted-up.ts', `export { COMMANDS } from '../commands/index.ts';`],
  'home-of-chevrotain': ['src/commands/planted-library.ts', `export { Lexer } from 'chevrotain';`],
  'home-of-modelcontextprotocolsdk': [
    'src/interfaces/cli/planted-sdk.ts',
    `export { Server } from '@modelcontextprotocol/sdk/server/index.js';`,
  ],
  'pure-folders-touch-nothing': ['src/domain/planted-effect.ts', `export { readFileSync } from 'node:fs';`],
  'no-cycles': ['src/report/planted-cycle.ts', `import { b } from './planted-cycle-b.ts';\nexport const a = () => b;`],
};
const CYCLE_PARTNER = [
  'src/report/planted-cycle-b.ts',
  `import { a } from './planted-cycle.ts';\nexport const b = () => a;`,
];

const planted = [...Object.values(PLANTED), CYCLE_PARTNER];

const clean = await violations();
if (clean.modules < 20) fail(`only ${clean.modules} modules were looked at: the check is blind`);
if (clean.found.length > 0) fail(clean.found.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`).join('\n'));

try {
  for (const [file, text] of planted) {
    await mkdir(join(root, file, '..'), { recursive: true });
    await writeFile(file, text);
  }
  const { found } = await violations();
  // A circle is told once, from either of its ends.
  const fired = new Set(found.flatMap(({ rule, from, to }) => [`${rule.name} ${from}`, `${rule.name} ${to}`]));
  const missed = Object.entries(PLANTED).filter(([rule, [file]]) => !fired.has(`${rule} ${file}`));
  if (missed.length > 0)
    fail(`planted but not found: ${missed.map(([rule, [file]]) => `${rule} in ${file}`).join(', ')}`);
} finally {
  for (const [file] of planted) await rm(file, { force: true });
}
console.log(
  `layers: ${clean.modules} modules follow the rule; ${Object.keys(PLANTED).length} planted violations were found`,
);

async function violations() {
  const { forbidden, options } = config;
  const { output } = await cruise(
    ['src'],
    { ...options, ruleSet: { forbidden }, validate: true },
    {},
    { tsConfig: extractTsConfig('tsconfig.json') },
  );
  return {
    modules: output.modules.filter(({ source }) => source.startsWith('src/')).length,
    found: output.summary.violations,
  };
}

function fail(message) {
  throw new Error(message);
}
