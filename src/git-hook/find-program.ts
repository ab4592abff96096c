import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { refuse } from '../domain/errors.ts';

/**
 * Possible paths of the git hook's program `gate.cjs`, relative to a folder above this file: first in the bundle, then
 * in the sources.
 */
const PROGRAM_PATHS = ['gate.cjs', 'dist/gate.cjs', 'plugin/dist/gate.cjs'];

/**
 * Returns the program that the git hook runs, from the running plugin.
 * @throws BacklogError `not-found` if the plugin doesn't contain it
 */
export function hookProgram(): string {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const found = PROGRAM_PATHS.map((place) => join(folder, place)).find((file) => existsSync(file));
    if (found) return found;
    if (folder === dirname(folder))
      return refuse('not-found', 'the plugin is incomplete: gate.cjs is missing', {
        hint: 'Install the plugin again.',
      });
  }
}
