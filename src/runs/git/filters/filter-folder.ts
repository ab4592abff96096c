import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BacklogError } from '../../../domain/errors.ts';
import { temporaryName } from '../../../work/paths/plain-file.ts';
import { personEnvironment, type StoreRepoOptions, storeCall } from '../call/environment.ts';
import { type GitOutcome, git, gitMessage } from '../call/git.ts';
import { isSha256, makeGitDir } from '../store/git-dir.ts';
import { type GitRepository, type RunsPlace, repositoryPaths } from '../store/paths.ts';
import { includeText } from '../store/store-repo.ts';
import { asPerson, filterEnvironment, type PersonAttributes, type PersonFilter } from './person-filters.ts';

/**
 * A git folder of its own over the objects of a private copy. In it, the person's attributes apply besides those of an
 * index, and the person's filters run.
 */
export interface FilterFolder {
  /** A folder for files. It is deleted afterwards. */
  folder: string;
  ask(args: readonly string[], how?: How): Promise<GitOutcome>;
  /** Lets git convert files. @returns git's words if it refused, or if a filter ended git itself */
  convert(args: readonly string[], how: How): Promise<string | undefined>;
}

type How = Pick<StoreRepoOptions, 'tree' | 'index' | 'input' | 'codes'>;

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
    const ask: FilterFolder['ask'] = (args, how = {}) => {
      const call = storeCall(gitDir, args, { ...how, objects, config: ['-c', `core.attributesFile=${attributes}`] });
      return git({ ...call, env: { ...environment, ...call.env } });
    };
    const refused = (error: unknown) => refusalIn(error, place.repository);
    return await act({
      folder,
      ask,
      convert: (args, how) => ask(args, how).then(() => undefined, refused),
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Returns git's words, with the lines of filters as the person wrote them. @throws the error if git did not run */
function refusalIn(error: unknown, repository: GitRepository): string {
  if (!(error instanceof BacklogError) || error.data?.said === undefined) throw error;
  return gitMessage(String(error.data.said).replaceAll(asPerson(repository), '')) || error.message;
}
