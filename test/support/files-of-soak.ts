import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const TEST_OF_VITEST = /^import \{[^}]*\btest\b[^}]*\} from 'vitest'/m;
const SOAK_TEST = '/soak-test.ts';

/**
 * Lists the test files whose tests only a soak runs. `npm test` would load them and their modules, and then skip all of
 * their tests.
 * @returns paths relative to `root`
 */
export function filesOfSoak(root: string): string[] {
  const known = new Map<string, boolean>();
  const definesTests = (module: string) => {
    const file = join(root, module);
    if (!known.has(file)) known.set(file, existsSync(file) && TEST_OF_VITEST.test(readFileSync(file, 'utf8')));
    return known.get(file)!;
  };
  return readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts') && !name.startsWith('clients'))
    .map((name) => `test/${name.replaceAll('\\', '/')}`)
    .filter((path) => isOfSoak(path, readFileSync(join(root, path), 'utf8'), definesTests));
}

/**
 * Checks whether only a soak runs the tests of a file: it imports `soak`, but neither `test` nor a module that defines
 * tests.
 * @param definesTests tells whether a module imports `test`; its path is relative to the same folder as `path`
 */
export function isOfSoak(path: string, text: string, definesTests: (module: string) => boolean): boolean {
  if (!text.includes(SOAK_TEST) || TEST_OF_VITEST.test(text)) return false;
  const modules = Array.from(text.matchAll(/ from '(\.[^']*)'/g), ([, module = '']) => module);
  return !modules.some((module) => !module.endsWith(SOAK_TEST) && definesTests(join(dirname(path), module)));
}
