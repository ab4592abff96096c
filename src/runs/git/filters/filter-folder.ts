import { copyFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BacklogError } from '../../../domain/errors.ts';
import { temporaryName } from '../../../work/paths/plain-file.ts';
import { personEnvironment, type StoreRepoOptions, storeCall } from '../call/environment.ts';
import { type GitOutcome, git, gitMessage } from '../call/git.ts';
import type { RawChange } from '../diff/changed.ts';
import { type BytePath, joinPaths, splitRaw } from '../diff/path-text.ts';
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

/** Writes files of an index into a folder. Their paths are the input. */
export const WRITE_OUT = ['checkout-index', '-f', '-q', '-z', '--stdin'];

/** The objects of files as git stored them, and git's words about each file that it refused, by path. */
export interface CleanedFiles {
  cleaned: Map<BytePath, string>;
  refused: Map<BytePath, string>;
}

/** Stores files as `git add` does. */
export async function cleanFiles(
  at: FilterFolder,
  index: string,
  tree: string,
  files: readonly RawChange[],
): Promise<CleanedFiles> {
  const [cleaned, refused] = [new Map<BytePath, string>(), new Map<BytePath, string>()];
  if (files.length === 0) return { cleaned, refused };
  const made = `${tree}.index`;
  await copyFile(index, made);
  // As with `git add`, the entry of before decides about line ends of a file that had others.
  const lines = files.map(({ path, old: { mode, object } }) => `${mode} ${object}\t${path}\0`);
  await putEntries(at.ask, made, lines);
  const add = async (some: readonly RawChange[]): Promise<void> => {
    const args = ['update-index', '-z', '--add', '--replace', '--stdin'];
    const said = await at.convert(args, { index: made, tree, input: pathsInput(some) });
    if (said === undefined) return;
    // A filter that kills git leaves its lock.
    await rm(`${made}.lock`, { force: true });
    if (some.length === 1) return void refused.set(some[0]!.path, said);
    const half = Math.ceil(some.length / 2);
    await add(some.slice(0, half));
    await add(some.slice(half));
  };
  await add(files);
  const { out } = await at.ask(['ls-files', '-s', '-z'], { index: made });
  for (const line of splitRaw(out)) {
    const [, object, path] = /^\d+ (\w+) 0\t(.*)$/s.exec(line) ?? [];
    if (object !== undefined && path !== undefined && !refused.has(path)) cleaned.set(path, object);
  }
  return { cleaned, refused };
}

/** Returns the paths of files for git's standard input. */
export const pathsInput = (files: readonly RawChange[]) => joinPaths(files.map(({ path }) => path));

/** Puts entries into an index: lines `MODE OBJECT TAB PATH NUL`. An entry with mode 0 is removed. */
export async function putEntries(ask: FilterFolder['ask'], index: string, lines: readonly string[]): Promise<void> {
  if (lines.length === 0) return;
  await ask(['update-index', '-z', '--index-info'], { index, input: Buffer.from(lines.join(''), 'latin1') });
}
