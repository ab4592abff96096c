import { resolve } from 'node:path';
import type { GitHook, Repository } from '../../domain/records.ts';
import { repositoryOf, type Standing } from '../../domain/repository.ts';
import { findWorkspace, openStore, type Store, storeOf, type Workspace } from '../../store/index.ts';
import { type Judging, judgingIn } from '../../work/claim/lease-facts.ts';
import { standingIn } from '../../work/paths/locate.ts';
import { holderIn } from '../../work/processes/queue-machine.ts';
import type { Caller } from '../../work/workspace/context.ts';
import { homeFolder } from '../../work/workspace/home.ts';
import { recorded } from '../../work/workspace/repositories.ts';
import type { Hook } from './staged-files.ts';

const KINDS = ['claim', 'session', 'setting', 'config', 'consent', 'repository', 'gate'] as const;

/** A queue with a pre-commit hook in the repository of a commit. */
export interface HookQueue extends Judging {
  where: Workspace;
  state: Store['state'];
  /** Returns a caller's holder in this queue. */
  holderOf(caller: Caller): string;
  gate: GitHook;
  here: Standing;
  repositories: readonly Repository[];
  /** Finds the workspace of another folder in the same way as the hook's own workspace. */
  find(folder: string): Workspace;
}

/** Git's data for the hook, and the store from the installation of the hook. */
export interface HookQuestion extends Hook {
  /** `BACKLOG_HOME=FOLDER` or `BACKLOG_DIR=FOLDER`. */
  store?: string | undefined;
  /** Current time, in milliseconds since the epoch. */
  now: number;
}

/**
 * Finds the queue that checks the commits of a repository. Uses the environment or the queue's folder at the time of
 * the installation, because a program that was started from the desktop lacks a shell's BACKLOG_HOME. If GIT_DIR is
 * set, it names the repository instead of the folder.
 * @returns undefined without such a queue; `gone` with the queue's folder if the queue no longer exists
 */
export async function queueOfHook({
  cwd,
  env,
  store,
  now,
}: HookQuestion): Promise<HookQueue | { gone: string } | undefined> {
  const gitDir = env.GIT_DIR && resolve(cwd, env.GIT_DIR);
  const [variable = '', folder] = store?.split(/=(.*)/s) ?? [];
  const named = {
    ...env,
    BACKLOG_DIR: undefined,
    BACKLOG_STORE: undefined,
    BACKLOG_HOME: undefined,
    [variable]: folder,
  };
  let last: Workspace | undefined;
  let isThere = false;
  for (const by of folder ? [env, named] : [env]) {
    const find = (at: string) => findWorkspace({ cwd: at, env: by, home: homeFolder() });
    const where = findWorkspace({ cwd, env: by, home: homeFolder(), ...(gitDir ? { gitDir } : {}) });
    const isSame = where.dir === last?.dir;
    last = where;
    isThere ||= where.exists;
    const gated = where.exists && !isSame && (await gateIn(where, now));
    if (gated) return { ...gated, where, find };
  }
  const isKnown = last?.marked || variable === 'BACKLOG_DIR';
  return last && isKnown && !isThere ? { gone: last.dir } : undefined;
}

async function gateIn(where: Workspace, now: number): Promise<Omit<HookQueue, 'where' | 'find'> | undefined> {
  const store = await openStore({ ...storeOf(where), kinds: KINDS, now: () => now });
  const { state } = store;
  const repositories = recorded(state);
  const here = standingIn(where, repositories);
  const name = here && repositoryOf(here.repo, repositories)?.name;
  const gate = name === undefined ? undefined : state.get('gate', name);
  return (
    here &&
    gate && { state, gate, here, repositories, ...judgingIn(store), holderOf: ({ holder }) => holderIn(store, holder) }
  );
}
