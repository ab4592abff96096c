import { existsSync } from 'node:fs';
import { dirname, sep } from 'node:path';
import { formatActor } from '../domain/actor.ts';
import { refuse } from '../domain/errors.ts';
import type { Instant } from '../domain/instant.ts';
import type { GitHook, Repository } from '../domain/records.ts';
import { repoOf, repositoryHere, rootOf } from '../domain/repository.ts';
import { openStore, type State, type Tx } from '../store/index.ts';
import { findRepository } from '../work/repo/remove.ts';
import { stateOf } from '../work/repo/state.ts';
import type { Context } from '../work/workspace/context.ts';
import { recorded } from '../work/workspace/repositories.ts';

/** A repository for a command about git hooks, with one of its worktrees. */
export interface HookRepository {
  name: string;
  root: string;
}

/**
 * Returns the repositories of a command about git hooks: the named one, all linked ones, or the caller's.
 * @throws BacklogError `not-found`; `usage` outside of git
 */
export function hookRepositories(
  context: Pick<Context, 'repositories' | 'workspace' | 'store'>,
  { repository, all }: { repository?: string | undefined; all?: boolean | undefined },
): HookRepository[] {
  const { repositories } = context;
  if (repository !== undefined && all) refuse('usage', 'expected one repository or --all, received both');
  const here = repositoryHere(repositories);
  const withGit = (one: Repository) => one.common !== undefined && stateOf(one, context) === 'linked';
  const found = all
    ? repositories.all.filter(withGit)
    : [repository === undefined ? here : findRepository(repository, repositories.all)].filter(
        (one) => one !== undefined,
      );
  const [first] = found;
  if (!first || !withGit(first))
    refuse('usage', first ? `${first.name} has no git folder in its place` : 'this folder is not in a git repository', {
      hint: 'Name a repository of this workspace (`backlog repo list`), or all of them: `all: true`',
    });
  return found.map((one) => chosen(one, repositories));
}

/** Returns the linked repositories with a record of Backlog's git hook. */
export function repositoriesWithHook(context: Pick<Context, 'repositories' | 'workspace' | 'store'>): HookRepository[] {
  const { repositories, store } = context;
  return repositories.all
    .filter(
      (one) => store.state.get('gate', one.name) && one.common !== undefined && stateOf(one, context) === 'linked',
    )
    .map((one) => chosen(one, repositories));
}

function chosen(one: Repository, repositories: Context['repositories']): HookRepository {
  return { name: one.name, root: rootOf(repoOf(one), repositories) ?? one.folder };
}

/** Records the hook files that were installed in each repository. Writes nothing if the record stays the same. */
export function recordHooks(
  tx: Tx,
  gates: readonly { name: string; files: readonly string[] }[],
  by: Pick<Context, 'caller'>,
): void {
  for (const { name, files } of gates) {
    const known = tx.get('gate', name);
    if (known && known.files.join('\0') === files.join('\0')) continue;
    tx.put('gate', name, { ...known, repository: name, files, at: tx.at, actor: formatActor(by.caller.actor) });
  }
}

/**
 * Returns the record of a repository's git hook.
 * @throws BacklogError `conflict` for a repository without Backlog's git hook
 */
export function hookRecord(records: Pick<Tx, 'get'>, name: string): GitHook {
  return (
    records.get('gate', name) ??
    refuse('conflict', `${name} has no pre-commit hook of Backlog`, {
      hint: 'See the hooks: `backlog git-hook status`',
    })
  );
}

/** Pauses the hooks of repositories, so that they allow every commit. With `pause` undefined, ends the pause. */
export function pauseHooks(
  tx: Tx,
  names: readonly string[],
  pause: { until?: Instant } | undefined,
  by: Pick<Context, 'caller'>,
): void {
  for (const name of names) {
    const { paused, ...gate } = hookRecord(tx, name);
    if (!pause && !paused) continue;
    const since = { at: tx.at, actor: formatActor(by.caller.actor), ...pause };
    tx.put('gate', name, pause ? { ...gate, paused: since } : gate);
  }
}

/**
 * Returns the hook files that Backlog wrote for a repository. Omits files that now belong to another repository, which
 * may have its own hook at the same path.
 */
export function recordedFiles(context: Pick<Context, 'store' | 'workspace' | 'repositories'>, name: string): string[] {
  const common = context.repositories.all.find((one) => one.name === name)?.common;
  const files = context.store.state.get('gate', name)?.files ?? [];
  return files.filter((file) => {
    const there = context.workspace(dirname(file)).common;
    return there === undefined || there === common;
  });
}

/**
 * Returns other repositories that use this hook file, in all workspaces, because all repositories of a machine can
 * share one folder of hooks. Omits repositories that no longer exist.
 */
export async function otherHookUsers(
  context: Pick<Context, 'store' | 'workspace' | 'repositories'>,
  file: string,
  names: readonly string[],
): Promise<string[]> {
  const { all } = context.repositories;
  if (all.some(({ name, common }) => names.includes(name) && common !== undefined && file.startsWith(common + sep)))
    return [];
  const own = hookUsersIn(context.store.state, file, names);
  const others = await Promise.all(
    (context.workspace().beside?.().all ?? []).map(async (dir) => {
      const store = await openStore({ dir, kinds: ['gate', 'repository'] }).catch(() => null);
      const found = store ? hookUsersIn(store.state, file, []) : [];
      await store?.close();
      return found;
    }),
  );
  return [...own, ...others.flat()];
}

function hookUsersIn(state: State, file: string, but: readonly string[]): string[] {
  return Array.from(state.all('gate'), ([, gate]) => gate).flatMap(({ repository, files }) => {
    const folder = recorded(state).find(({ name }) => name === repository)?.folder;
    const counts = !but.includes(repository) && files.includes(file) && folder !== undefined && existsSync(folder);
    return counts ? [`${repository} (${folder})`] : [];
  });
}
