// npm run pack: makes the npm package from plugin/, as a folder and an archive. The package contains the bundle, so it
// needs no other packages. The package.json at the top is only for development.
// usage: node scripts/pack.mjs [--to FOLDER] [--plugin FOLDER]
// Prints the path of the archive.
import { execFileSync } from 'node:child_process';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

/** Name of the package. In the registry, the name `backlog` belongs to another program. */
const NAME = 'backlog-queue';
/** Parts of the plugin that the package contains. */
const PARTS = ['bin', 'dist', 'skills', 'LICENSE'];

const root = fileURLToPath(new URL('..', import.meta.url));
const { to, plugin } = parseArgs({
  options: {
    to: { type: 'string', default: join(root, 'reports/npm') },
    plugin: { type: 'string', default: join(root, 'plugin') },
  },
}).values;

const folder = resolve(to, 'package');
await rm(folder, { recursive: true, force: true });
await mkdir(folder, { recursive: true });
for (const part of PARTS) await cp(join(plugin, part), join(folder, part), { recursive: true });
await cp(join(root, 'scripts/npm/README.md'), join(folder, 'README.md'));
await writeFile(join(folder, 'package.json'), `${JSON.stringify(await manifest(), null, 2)}\n`);
const [packed] = JSON.parse(
  execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', resolve(to)], {
    cwd: folder,
    encoding: 'utf8',
  }),
);
console.log(join(resolve(to), packed.filename));

async function manifest() {
  const { version, license, engines, mcpName } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  const { description, keywords, author } = JSON.parse(
    await readFile(join(root, 'plugin/.claude-plugin/plugin.json'), 'utf8'),
  );
  return {
    name: NAME,
    version,
    mcpName,
    description,
    keywords,
    author,
    license,
    engines,
    type: 'commonjs',
    bin: { backlog: 'bin/backlog', bq: 'bin/backlog' },
    exports: {
      './sdk': { types: './dist/sdk/main.d.mts', default: './dist/sdk.mjs' },
      './sdk/local': { types: './dist/sdk/local.d.mts', default: './dist/sdk-local.mjs' },
      './package.json': './package.json',
    },
    files: PARTS,
  };
}
