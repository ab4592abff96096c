// npm run build: writes the generated parts of plugin/. With a folder as argument, builds the whole plugin there
// instead. The same sources always give the same bytes.
import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from './build/bundle.mjs';
import { icon } from './build/icon.mjs';
import { ownPackage, withMetadata } from './build/metadata.mjs';
import { declareSdk, generateSdk } from './build/sdk.mjs';
import { bundleWeb } from './build/web.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const home = join(root, 'plugin');
const plugin = resolve(process.argv[2] ?? home);

/** Files in plugin/ that are written by hand. */
const BY_HAND = ['.claude-plugin/plugin.json', '.mcp.json', 'README.md', 'bin'];
/**
 * Copied from the top folder of the repository. Links don't work, because `claude plugin validate` doesn't follow them.
 */
const COPIED = ['skills', 'agents', 'hooks', 'LICENSE'];

if (plugin !== home) for (const name of BY_HAND) await copy(join(home, name), join(plugin, name));
for (const name of COPIED) await copy(join(root, name), join(plugin, name));
await writeFile(join(plugin, '.claude-plugin/icon.png'), icon());
await writeManifest(join(plugin, '.claude-plugin/plugin.json'));
// The checks have generated it for all of them (check.mjs).
if (!process.env.BACKLOG_SDK_IS_FRESH) generateSdk(root);
await bundle(root, join(plugin, 'dist'));
await declareSdk(root, join(plugin, 'dist/sdk'));
await bundleWeb(root, join(plugin, 'dist/web'));

/** Writes the fields of the plugin's manifest that `package.json` has. */
async function writeManifest(file) {
  const manifest = withMetadata(JSON.parse(await readFile(file, 'utf8')), ownPackage(root));
  await writeFile(file, `${JSON.stringify(manifest, null, 2)}\n`);
}

async function copy(from, to) {
  await rm(to, { recursive: true, force: true });
  await cp(from, to, { recursive: true });
}
