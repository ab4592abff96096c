import { execFile } from 'node:child_process';
import { appendFileSync, cpSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'vitest';
import { tempFolder } from '../support/folder.ts';
import { soak } from '../support/soak-test.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const SOURCES = ['src', 'scripts', 'plugin', 'skills', 'agents', 'hooks', 'package.json', 'tsconfig.json', 'LICENSE'];

soak('a change of the sources renames no file of plugin/', async () => {
  const copy = tempFolder();
  for (const name of SOURCES) cpSync(join(repository, name), join(copy, name), { recursive: true });
  symlinkSync(join(repository, 'node_modules'), join(copy, 'node_modules'));
  const before = await buildIn(copy);
  expect(before.filter((file) => file.startsWith('dist/chunks/')).length).toBeGreaterThan(2);
  const texts = chunksIn(copy);
  appendFileSync(join(copy, 'src/domain/errors.ts'), "process.title = 'changed';\n");
  appendFileSync(join(copy, 'src/time/english/english.ts'), "process.title = 'changed';\n");
  expect(await buildIn(copy)).toEqual(before);
  const changed = [...chunksIn(copy)].filter(([name, text]) => texts.get(name) !== text).map(([name]) => name);
  // Each chunk carries a sum, of itself alone: what did not change keeps its bytes.
  expect(changed.sort()).toEqual(['english.cjs', 'start-cli-engine-serve-supervisor.cjs']);
});

function chunksIn(copy: string): Map<string, string> {
  const folder = join(copy, 'plugin/dist/chunks');
  return new Map(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'latin1')]));
}

/** Builds a copy of the repository; gives the files of its plugin. */
async function buildIn(copy: string): Promise<string[]> {
  await promisify(execFile)(process.execPath, [join(copy, 'scripts/build.mjs')]);
  return readdirSync(join(copy, 'plugin'), { recursive: true, encoding: 'utf8' }).sort();
}
