import type { RunsPlace } from '../store/paths.ts';
import { type ChangedLink, changedLinks } from './changed-links.ts';
import { bringModuleCommit } from './module-store.ts';

/**
 * Lists the submodules that have another commit in `to` than in `from`, and whose commit is neither in a private copy nor
 * in a git folder of the person.
 */
export async function missingCommits(place: RunsPlace, from: string, to: string): Promise<ChangedLink[]> {
  const missing: ChangedLink[] = [];
  for (const link of await changedLinks(place, from, to))
    if (!(await bringModuleCommit(place, link, link.commit))) missing.push(link);
  return missing;
}
