import { existsSync, readdirSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { type RunsPlace, repositoryPaths } from '../git/index.ts';
import type { ContainedProvider } from '../providers/provider.ts';
import type { SandboxNeeds } from './plan.ts';

/** Returns what each contained program of a repository needs: the objects of the private copies, and linked folders. */
export function repositoryNeeds(
  place: RunsPlace,
  queue: string,
  links: readonly string[],
): Pick<SandboxNeeds, 'queue' | 'objects' | 'reads' | 'scratch'> {
  const { store, modules } = repositoryPaths(place);
  const reads = links.map((path) => join(place.repository.folder, path));
  return {
    queue,
    objects: [join(store, 'objects'), modules],
    // A folder that is too large for a copy is a link into the checkout.
    reads,
    scratch: reads.flatMap(scratchIn),
  };
}

/** Vite puts its configuration into such a folder of node_modules, and fails if it can't. */
const SCRATCH = /^\..*(?:cache|temp|tmp)|^\.vite/i;

/** Returns the folders for caches in a linked folder. */
function scratchIn(folder: string): string[] {
  try {
    const all = readdirSync(folder, { withFileTypes: true });
    return all.filter((one) => one.isDirectory() && SCRATCH.test(one.name)).map(({ name }) => join(folder, name));
  } catch {
    return [];
  }
}

/** Returns the files that a command line names with absolute paths: a person wrote it into a record. */
export function namedFiles(words: readonly string[] = []): string[] {
  return words.filter((word) => isAbsolute(word) && existsSync(word));
}

/**
 * Returns the settings folder of a contained program, with the login files that it reads there.
 * @param env the environment that names the person's folder
 * @param folder the program's own folder
 */
export function clientSettings(
  { settings }: ContainedProvider,
  env: Readonly<Record<string, string>>,
  folder: string,
): { env: Record<string, string>; mounts: NonNullable<SandboxNeeds['settings']> } {
  const theirs = env[settings.variable] ?? join(env.HOME ?? '', settings.folder);
  const login = settings.login
    .map((file) => ({ from: join(theirs, file), at: join(folder, file) }))
    .filter(({ from }) => existsSync(from));
  return { env: { [settings.variable]: folder }, mounts: { folder, login } };
}
