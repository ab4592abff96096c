import { existsSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { type RunsPlace, repositoryPaths } from '../git/index.ts';
import type { SandboxNeeds } from './plan.ts';

/** Returns what each contained program of a repository needs: the objects of the private copies, and linked folders. */
export function repositoryNeeds(
  place: RunsPlace,
  queue: string,
  links: readonly string[],
): Pick<SandboxNeeds, 'queue' | 'objects' | 'reads'> {
  const { store, modules } = repositoryPaths(place);
  return {
    queue,
    objects: [join(store, 'objects'), modules],
    // A folder that is too large for a copy is a link into the checkout.
    reads: links.map((path) => join(place.repository.folder, path)),
  };
}

/** Returns the files that a command line names with absolute paths: a person wrote it into a record. */
export function namedFiles(words: readonly string[] = []): string[] {
  return words.filter((word) => isAbsolute(word) && existsSync(word));
}
