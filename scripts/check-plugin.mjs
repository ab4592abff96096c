// Checks that the committed folder plugin/ contains exactly the output of the build. The folder is committed because
// clients install the plugin by copying it.
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkedSumFile, inputsSum } from './build/inputs-sum.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const fresh = await mkdtemp(join(tmpdir(), 'backlog-plugin-'));
try {
  execFileSync(process.execPath, [join(root, 'scripts/build.mjs'), fresh], { stdio: 'inherit' });
  const [built, committed] = await Promise.all([contents(fresh), contents(join(root, 'plugin'))]);
  const names = [...new Set([...built.keys(), ...committed.keys()])].sort();
  const stale = names.filter((name) => built.get(name) !== committed.get(name));
  if (stale.length > 0)
    throw new Error(`plugin/ is not what the sources give (run npm run build and commit it): ${stale.join(', ')}`);
  // Tests then use the committed plugin instead of building it a second time (tested-plugin.mjs).
  await mkdir(dirname(checkedSumFile(root)), { recursive: true });
  await writeFile(checkedSumFile(root), inputsSum(root));
  console.log(`plugin: ${names.length} files are what the sources give`);
} finally {
  await rm(fresh, { recursive: true, force: true });
}

/** Returns the content of every file in a folder, by path. Latin-1 keeps all bytes. */
async function contents(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
  return new Map(
    await Promise.all(files.map(async (file) => [file.slice(folder.length + 1), await readFile(file, 'latin1')])),
  );
}
