import { present } from '../../base/present.ts';
import { BacklogError } from '../../domain/errors.ts';
import type { Repository, Run } from '../../domain/records.ts';
import { type NamedTask, taskOfRunNamed } from '../../domain/task/raw-title.ts';
import { tasksOfRuns } from '../../work/archive/tasks-of.ts';
import { findRepository } from '../../work/repo/remove.ts';
import { settingOf } from '../../work/settings/settings.ts';
import type { Context } from '../../work/workspace/context.ts';
import { runsIn } from '../find-run.ts';
import {
  type BranchCommit,
  branchLog,
  commitsApart,
  newestOnly,
  remotesOf,
  targetTip,
  tipOf,
  trackingRef,
} from '../git/index.ts';
import { addRemoteHint, missingRemote } from '../outgoing/remote.ts';
import { runSettings, targetNamed } from '../run-settings.ts';

/** The run whose result a commit merged, with its task. `reverted` if somebody reverted it later. */
interface Landing extends NamedTask {
  run: string;
  branch: string;
  reverted?: true;
}

/** A commit of a target branch. `pushed` tells whether the remote has it, as of the last fetch. */
export interface TargetCommit extends BranchCommit {
  landing?: Landing;
  pushed?: boolean;
}

/** The remote's branch as of the last fetch or push. `commit` is absent if the remote has no such branch. */
export interface RemoteSide {
  name: string;
  /** True if the setting `repo.remote` names it, so that the branch can be fetched and pushed. */
  allowed: boolean;
  commit?: string;
  ahead: number;
  behind: number;
}

/** The newest commits of a repository's target branch. */
export interface TargetLog {
  repository: string;
  /** Absent if the repository has no target branch. */
  branch?: string;
  /** Why there is no target branch, or why nobody can fetch and push: the remote in `repo.remote` doesn't exist. */
  problem?: string;
  remote?: RemoteSide;
  /** The last fetch or push by a command. */
  synced?: Repository['synced'];
  commits: TargetCommit[];
  /** True if the branch has older commits. */
  more: boolean;
}

/**
 * Reads the history of the target branch of each repository, or of one of them: each commit with the run that it merged.
 * Reads no network.
 * @throws BacklogError `not-found` for an unknown repository
 */
export async function targetLogs(context: Context, name: string | undefined, limit: number): Promise<TargetLog[]> {
  const { all } = context.repositories;
  const chosen = name === undefined ? all.filter(({ common }) => common !== undefined) : [findRepository(name, all)];
  return Promise.all(chosen.map((repository) => logOf(context, repository, limit)));
}

async function logOf(context: Context, repository: Repository, limit: number): Promise<TargetLog> {
  const { state } = context.store;
  const nothing = { repository: repository.name, commits: [], more: false };
  try {
    const { ref, branch } = await targetTip(repository, targetNamed(state, repository));
    const [commits, { remote, problem }] = await Promise.all([
      branchLog(repository, ref, limit + 1),
      remoteSide(context, repository, ref, branch),
    ]);
    const missing = remote?.commit && (await newestOnly(repository, ref, remote.commit, limit + 1));
    const landings = await landingsOf(context, repository, ref);
    return {
      ...nothing,
      branch,
      ...present({ problem, remote, synced: repository.synced }),
      commits: commits.slice(0, limit).map((commit) => ({
        ...commit,
        ...present({ landing: landings.get(commit.commit) }),
        ...(missing ? { pushed: !missing.has(commit.commit) } : {}),
      })),
      more: commits.length > limit,
    };
  } catch (error) {
    if (!(error instanceof BacklogError)) throw error;
    return { ...nothing, problem: error.message };
  }
}

/**
 * Finds the remote to compare with: that of the settings, otherwise `origin`, otherwise the only one.
 * @returns `problem` if the remote in `repo.remote` doesn't exist
 */
async function remoteSide(
  { store: { state } }: Context,
  repository: Repository,
  ref: string,
  branch: string,
): Promise<Pick<TargetLog, 'remote' | 'problem'>> {
  const remotes = await remotesOf(repository);
  const allowed = String(settingOf(state, 'repo.remote', repository.name));
  const wanted = [
    allowed,
    runSettings(state, repository.name).push,
    'origin',
    ...(remotes.length === 1 ? remotes : []),
  ];
  const isMissing = allowed !== '' && !remotes.includes(allowed);
  const problem = isMissing ? `${missingRemote(repository, allowed)}. ${addRemoteHint(allowed)}` : undefined;
  const name = wanted.find((one) => remotes.includes(one));
  if (name === undefined) return present({ problem });
  const side = { name, allowed: name === allowed };
  const commit = await tipOf({ repository }, trackingRef(name, branch));
  const apart = commit === undefined ? { ahead: 0, behind: 0 } : await commitsApart(repository, ref, commit);
  return present({ problem, remote: { ...side, ...present({ commit }), ...apart } });
}

/** Returns the landings of a target branch by commit. */
async function landingsOf(context: Context, { name }: Repository, target: string): Promise<Map<string, Landing>> {
  const landed = runsIn(context.store.state).filter(
    (run) => run.merged && run.repository === name && run.target === target,
  );
  const taskOf = await tasksOfRuns(context, landed);
  const landing = ({ id: run, task: uuid, branch, reverted }: Run): Landing => {
    return {
      run,
      ...taskOfRunNamed(taskOf(uuid)),
      branch,
      ...(reverted ? { reverted: true as const } : {}),
    };
  };
  return new Map(landed.map((run) => [run.merged!.commit, landing(run)]));
}
