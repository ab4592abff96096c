import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryName } from '../../../work/paths/plain-file.ts';
import { personEnvironment, type StoreRepoOptions, storeCall } from '../call/environment.ts';
import { type GitOutcome, git } from '../call/git.ts';
import { isSha256, makeGitDir } from '../store/git-dir.ts';
import { type RunsPlace, repositoryPaths } from '../store/paths.ts';
import { includeText } from '../store/store-repo.ts';
import { filterEnvironment, type PersonAttributes, type PersonFilter } from './person-filters.ts';

/**
 * A git folder of its own over the objects of a private copy. In it, the person's attributes apply besides those of an
 * index, and the person's filters run.
 */
export interface FilterFolder {
  /** A folder for files. It is deleted afterwards. */
  folder: string;
  ask(args: readonly string[], how?: Pick<StoreRepoOptions, 'tree' | 'index' | 'input' | 'codes'>): Promise<GitOutcome>;
}

interface FolderParts {
  place: RunsPlace;
  /** The git folder with the objects. */
  store: string;
  /** A commit with ids of the same kind. */
  like: string;
  own: PersonAttributes;
  filters: ReadonlyMap<string, PersonFilter>;
}

/** Calls `act` with such a folder, and deletes it afterwards. */
export async function withFilterFolder<T>(
  { place, store, like, own, filters }: FolderParts,
  act: (at: FilterFolder) => Promise<T>,
): Promise<T> {
  const folder = temporaryName(join(repositoryPaths(place).folder, '.filters'));
  const [gitDir, objects] = [join(folder, 'git'), join(store, 'objects')];
  const attributes = join(gitDir, 'info', 'last-attributes');
  try {
    await makeGitDir(gitDir, {
      ...{ head: 'ref: refs/heads/none', bare: true, sha256: isSha256(like), alternates: [objects] },
      config: includeText(join(repositoryPaths(place).store, 'person.config')),
    });
    await writeFile(join(gitDir, 'info', 'attributes'), own.first, 'latin1');
    await writeFile(attributes, own.last, 'latin1');
    const environment = { ...personEnvironment(), ...filterEnvironment(place.repository, filters) };
    return await act({
      folder,
      ask: (args, how = {}) => {
        const call = storeCall(gitDir, args, { ...how, objects, config: ['-c', `core.attributesFile=${attributes}`] });
        return git({ ...call, env: { ...environment, ...call.env } });
      },
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
