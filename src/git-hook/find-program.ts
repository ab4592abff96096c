import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { refuse } from '../domain/errors.ts';

/** Where the program may be, from a folder above this file: beside the bundle that runs, or in the repository's own plugin. */
const PLACES = ['gate.cjs', 'dist/gate.cjs', 'plugin/dist/gate.cjs'];

/** The program that the git hook starts: that of the plugin which is running. */
export function hookProgram(): string {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const found = PLACES.map((place) => join(folder, place)).find((file) => existsSync(file));
    if (found) return found;
    if (folder === dirname(folder))
      return refuse('not-found', 'the plugin is incomplete: there is no gate.cjs', {
        hint: 'Install the plugin again.',
      });
  }
}
