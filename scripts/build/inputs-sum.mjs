import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Paths of the sources of a build, and of the built plugin. */
const INPUTS = [
  ...['src', 'scripts/build', 'scripts/build.mjs', 'package.json', 'package-lock.json', 'tsconfig.json'],
  ...['skills', 'agents', 'hooks', 'LICENSE', 'plugin'],
];

/**
 * Returns the path of a file with a checksum. check-plugin.mjs writes it if the committed plugin matches the sources.
 */
export const checkedSumFile = (root) => join(root, 'node_modules/.cache/checked-plugin');

/** Returns one checksum for the names and contents of all sources of a build. */
export function inputsSum(root) {
  const sum = createHash('sha256');
  for (const path of INPUTS.flatMap((input) => filesOf(root, input)).sort()) {
    const content = readFileSync(join(root, path));
    sum.update(`${path}\0${content.length}\0`).update(content);
  }
  return sum.digest('hex');
}

function filesOf(root, input) {
  if (!statSync(join(root, input)).isDirectory()) return [input];
  return readdirSync(join(root, input), { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(root.length));
}
