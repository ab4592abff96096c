import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { noneIn } from '../../base/iterables.ts';
import { type DetectedCheck, detect } from '../../detect/detect.ts';
import type { ProjectFiles } from '../../detect/files.ts';
import { TOOLS } from '../../detect/tools.ts';
import type { Repository } from '../../domain/records.ts';
import { repoOf } from '../../domain/repository.ts';
import { type Store, sha256 } from '../../store/index.ts';
import { readPlainText } from '../../work/paths/plain-file.ts';
import { checksOf } from '../../work/settings/named-checks.ts';
import type { Context } from '../../work/workspace/context.ts';
import { type GitRepository, ignoredPaths, trackedFiles } from '../git/index.ts';
import { routedChecks, runSettings } from '../run-settings.ts';
import type { ProposedSetting } from './may-propose.ts';

type State = Pick<Store['state'], 'get' | 'all'>;

export interface ProposedSettings {
  /** Path of the repository's checkout. */
  folder: string;
  settings: readonly ProposedSetting[];
  /** A mark of exactly these settings. A person agrees to them by it. */
  sum: string;
}

/**
 * Proposes the settings that runs in the caller's repository lack. Starts no program of the repository.
 * @param agent the agent that is asked, too; what it says replaces what was found
 */
export async function proposeSettings(context: Context, agent?: string): Promise<ProposedSettings | undefined> {
  const repository = repositoryHere(context);
  if (!repository) return undefined;
  const found = missingIn(context.store.state, detect(await projectFiles(repository)));
  if (agent === undefined) return proposed(repository.folder, found);
  const said = await (await import('./ask-settings.ts')).askSettings(context, repository, agent);
  const names = new Set(said.map(({ name }) => name));
  return proposed(repository.folder, [...said, ...found.filter(({ name }) => !names.has(name))]);
}

/** Returns settings with their mark. */
export function proposed(folder: string, settings: readonly ProposedSetting[]): ProposedSettings {
  return { folder, settings, sum: sha256(JSON.stringify(settings)).slice(0, 12) };
}

/** Checks whether nothing has been set for runs yet and no run was started, so that a proposal comes at the right time. */
export function isFirstRun(state: State): boolean {
  const { setup, copy, link } = runSettings(state, undefined);
  const isUnset = checksOf(state).length + copy.length + link.length === 0 && setup === '';
  return (
    isUnset &&
    routedChecks(state).length === 1 &&
    state.get('setting', 'runs.checks') === undefined &&
    noneIn(state.all('run'))
  );
}

function repositoryHere({ repositories: { all, here } }: Context): Repository | undefined {
  const repository = all.find((one) => here && repoOf(one) === here.repo) ?? all.find(({ home }) => home);
  return repository?.common === undefined ? undefined : repository;
}

function missingIn(state: State, { checks, setup, link, copy }: DetectedCheck): ProposedSetting[] {
  const known = new Set(checksOf(state).map(({ name }) => name));
  const now = runSettings(state, undefined);
  const list = (name: 'link' | 'copy', found: readonly string[], from: string): ProposedSetting[] => {
    const all = [...new Set([...now[name], ...found])];
    return all.length > now[name].length ? [{ name: `runs.${name}`, value: all.join(', '), from }] : [];
  };
  const fresh = checks.filter(({ name }) => !known.has(name));
  const paths = [...new Set(fresh.flatMap(({ path }) => path ?? []))].filter(
    (path) => state.get('setting', `runs.checks.${path}`) === undefined,
  );
  return [
    ...fresh.map(({ name, command, from }) => ({ name: `checks.${name}`, value: command, from })),
    ...paths.map((path) => ({
      name: `runs.checks.${path}`,
      value: fresh.flatMap((check) => (check.path === path ? [check.name] : [])).join(', '),
      from: `only for results that change ${path}`,
    })),
    ...(setup && now.setup === '' ? [{ name: 'runs.setup', value: setup.command, from: setup.from }] : []),
    ...list('link', link, 'copied to each worktree, and for checks'),
    ...list('copy', copy, 'copied to each worktree, where agents can read it'),
  ];
}

/** Maximum size in bytes of a file that is read. */
const MOST_BYTES = 512 * 1024;

/** Maximum number of folders above a file that shows a project: `apps/web/package.json` has two. */
const DEEPEST = 2;

/** Maximum number of subfolders with such files. In a repository with more, only the top folder counts. */
const MOST_FOLDERS = 200;

/** Reads the facts about a repository's checkout that detection needs. Writes nothing and starts only git. */
async function projectFiles(repository: GitRepository): Promise<ProjectFiles> {
  const { folder } = repository;
  const ignored = await ignoredPaths(repository);
  const signs = TOOLS.flatMap(({ signs }) => (Array.isArray(signs) ? (signs as string[]) : []));
  const tracked = await trackedFiles(repository, signs, DEEPEST);
  const folders = [...new Set(tracked.map((path) => path.slice(0, path.lastIndexOf('/'))))];
  const filesIn = (path: string): ProjectFiles => ({
    names: new Set(namesIn(join(folder, path))),
    ignored: ignored.flatMap((one) => (one.startsWith(`${path}/`) ? [one.slice(path.length + 1)] : [])),
    text: (name) => textOf(join(folder, path, name)),
  });
  return {
    names: new Set(readdirSync(folder)),
    ignored,
    text: (name) => textOf(join(folder, name)),
    below: folders.length > MOST_FOLDERS ? [] : folders.map((path) => ({ path, files: filesIn(path) })),
  };
}

/** Lists a folder. Empty if it is missing in the checkout, as in a sparse one. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function textOf(file: string): string | undefined {
  return readPlainText(file, { most: MOST_BYTES });
}
