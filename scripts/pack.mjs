// npm run pack: makes the npm package from plugin/, as a folder and an archive. The package contains the bundle, so it
// needs no other packages. The package.json at the top is only for development.
// usage: node scripts/pack.mjs [--to FOLDER] [--plugin FOLDER] [--root FOLDER] [--release]
// Prints the path of the archive. --release also writes server.json, the entry for the MCP registry. It fails if
// package.json lacks a field that only the owner can fill in.
import { execFileSync } from 'node:child_process';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { missingFields, ownPackage, registryEntry, withMetadata } from './build/metadata.mjs';

/** Name of the package. In the registry, the name `backlog` belongs to another program. */
const NAME = 'backlog-queue';
/** Parts of the plugin that the package contains. */
const PARTS = ['bin', 'dist', 'skills', 'LICENSE'];
/** The page that `man backlog` shows after an installation with `npm install --global`. */
const MANUAL = 'backlog.1';
/** Description in the MCP registry, at most 100 characters. */
const SHORT = 'A work queue that coding agents share: tasks, claims on files, runs in worktrees, review.';

const { to, plugin, release, root } = parseArgs({
  options: {
    root: { type: 'string', default: fileURLToPath(new URL('..', import.meta.url)) },
    to: { type: 'string' },
    plugin: { type: 'string' },
    release: { type: 'boolean', default: false },
  },
}).values;
const own = ownPackage(root);
const missing = release ? missingFields(own) : [];
if (missing.length > 0) {
  console.error(
    `A release needs these fields in package.json, which only the owner can fill in:\n  ${missing.join('\n  ')}`,
  );
  process.exit(1);
}

const target = resolve(to ?? join(root, 'reports/npm'));
const built = resolve(plugin ?? join(root, 'plugin'));
const folder = join(target, 'package');
await rm(folder, { recursive: true, force: true });
await mkdir(folder, { recursive: true });
for (const part of PARTS) await cp(join(built, part), join(folder, part), { recursive: true });
await cp(join(root, 'docs/backlog.1'), join(folder, MANUAL));
await cp(join(root, 'scripts/npm/README.md'), join(folder, 'README.md'));
await writeJson(join(folder, 'package.json'), await manifest());
if (release) await writeJson(join(target, 'server.json'), registryEntry(own, { name: NAME, description: SHORT }));
const [packed] = JSON.parse(
  execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', target], {
    cwd: folder,
    encoding: 'utf8',
  }),
);
console.log(join(target, packed.filename));

function writeJson(file, value) {
  return writeFile(file, `${JSON.stringify(value, null, 2)}\n`);
}

async function manifest() {
  const { description, keywords } = JSON.parse(await readFile(join(built, '.claude-plugin/plugin.json'), 'utf8'));
  const { engines, bugs, mcpName } = own;
  return {
    ...withMetadata({ name: NAME, description, keywords }, own),
    ...{ bugs, mcpName, engines },
    type: 'commonjs',
    bin: { backlog: 'bin/backlog', bq: 'bin/backlog' },
    exports: {
      './sdk': { types: './dist/sdk/main.d.mts', default: './dist/sdk.mjs' },
      './sdk/local': { types: './dist/sdk/local.d.mts', default: './dist/sdk-local.mjs' },
      './package.json': './package.json',
    },
    man: [`./${MANUAL}`],
    files: [...PARTS, MANUAL],
  };
}
