import { present } from '../../base/present.ts';
import { shellWord } from '../../base/shell-word.ts';
import { formatActor } from '../../domain/actor.ts';
import { refuse } from '../../domain/errors.ts';
import type { Repository } from '../../domain/records.ts';
import { repoOf } from '../../domain/repository.ts';
import { approved } from '../../work/config/approval.ts';
import { findRepository } from '../../work/repo/remove.ts';
import { settingOf } from '../../work/settings/settings.ts';
import type { Context } from '../../work/workspace/context.ts';
import {
  commitsApart,
  commitsHere,
  fetchBranch,
  isAncestor,
  pushForward,
  type RemoteCall,
  type RemoteFailure,
  RemoteRefused,
  remoteHeads,
  type TargetBranch,
  targetTip,
  tipOf,
  trackingRef,
} from '../git/index.ts';
import { runSettings, targetNamed } from '../run-settings.ts';
import { addRemoteHint, branchArguments, remoteProblem } from './remote.ts';

/** The state of a target branch and the remote's branch after a fetch or a push. */
export interface SyncedTarget {
  repository: string;
  remote: string;
  branch: string;
  /** Number of commits that were fetched or pushed. */
  commits: number;
  ahead: number;
  behind: number;
  /** Why the queue has no record of the call, although git has done it. */
  unrecorded?: string;
}

type Did = NonNullable<Repository['synced']>['did'];

/** Where a call fetches from or pushes to. */
interface Place {
  repository: Repository;
  target: TargetBranch;
  call: RemoteCall;
}

/**
 * Fetches the target branch of a repository from the remote in `repo.remote`. Only its remote-tracking ref changes.
 * @throws BacklogError `forbidden` without that setting, `not-found` without that remote, `git` if the fetch fails
 */
export async function fetchTarget(context: Context, name: string | undefined): Promise<SyncedTarget> {
  const place = await placeOf(context, name);
  const { repository, target, call } = place;
  const tracking = trackingRef(call.remote, target.branch);
  const before = await tipOf({ repository }, tracking);
  await asked(place, 'fetch', () => fetchBranch(call, target.branch));
  const commits = before === undefined ? 0 : (await commitsApart(repository, tracking, before)).ahead;
  return recordSync(context, place, 'fetch', commits);
}

/**
 * Pushes the target branch of a repository to the remote in `repo.remote`, as a fast-forward and never by force.
 * @throws BacklogError `forbidden` without that setting, `not-found` without that remote, `nothing-to-do` if the remote
 * has all commits, `conflict` if it has others, `git` if the push fails
 */
export async function pushTargetNow(context: Context, name: string | undefined): Promise<SyncedTarget> {
  const place = await placeOf(context, name);
  const { repository, target, call } = place;
  const { branch, commit, ref } = target;
  const there = await asked(place, 'push', async () => (await remoteHeads(call, ref)).get(ref));
  if (there === commit)
    refuse('nothing-to-do', `${call.remote} already has all commits of ${branch}`, { data: { commit } });
  if (there !== undefined) {
    const known = (await commitsHere(repository, [there])).length > 0;
    if (!known || !(await isAncestor(repository, there, commit))) diverged(place);
  }
  const commits = there === undefined ? 0 : (await commitsApart(repository, commit, there)).ahead;
  await asked(place, 'push', () => pushForward(call, commit, branch));
  return recordSync(context, place, 'push', commits);
}

/**
 * Chooses the repository of a call: the named one, otherwise the only one with git, otherwise the caller's.
 * @throws BacklogError `usage` if none of these is clear
 */
function repositoryOf({ repositories: { all, here } }: Context, name: string | undefined): Repository {
  const withGit = all.filter(({ common }) => common !== undefined);
  const chosen =
    name !== undefined
      ? findRepository(name, all)
      : withGit.length === 1
        ? withGit[0]!
        : withGit.find((one) => here && repoOf(one) === here.repo);
  if (chosen?.common !== undefined) return chosen;
  if (chosen) return refuse('usage', `${chosen.name} is not a git repository`);
  return refuse('usage', 'name: which repository is meant?', {
    hint:
      withGit.length > 0
        ? `The repositories are ${withGit.map((one) => one.name).join(', ')}.`
        : '`backlog repo list` shows them.',
    data: { field: 'name' },
  });
}

async function placeOf(context: Context, name: string | undefined): Promise<Place> {
  const { state } = context.store;
  const repository = repositoryOf(context, name);
  // In a queue on a server, others can write who may push, and where.
  const remote = approved(context.store, (now) => String(settingOf(now, 'repo.remote', repository.name)));
  if (remote === '')
    refuse('forbidden', 'no setting names a remote to fetch from and to push to', {
      hint: 'A person sets it at a terminal: `backlog setting set repo.remote origin`.',
      data: { setting: 'repo.remote' },
    });
  const problem = await remoteProblem(repository, remote);
  if (problem !== undefined) refuse('not-found', problem, { hint: addRemoteHint(remote), data: { remote } });
  const target = await targetTip(repository, targetNamed(state, repository));
  const { pushMs } = runSettings(state, repository.name);
  return { repository, target, call: { repository, remote, limitMs: pushMs } };
}

/** Makes a call to the remote. Its failure becomes an error with the next step. */
async function asked<Answer>(place: Place, did: Did, act: () => Promise<Answer>): Promise<Answer> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof RemoteRefused)) throw error;
    const { call, target } = place;
    const where =
      did === 'fetch' ? `fetch ${target.branch} from ${call.remote}` : `push ${target.branch} to ${call.remote}`;
    return refuse('git', `can't ${where}: ${error.message}`, {
      hint: HINTS[error.failure](place),
      data: { failure: error.failure, remote: call.remote },
    });
  }
}

const HINTS: Readonly<Record<RemoteFailure, (place: Place) => string>> = {
  credentials: ({ call: { remote } }) =>
    `Log in to the remote once at a terminal: \`git fetch ${shellWord(remote)}\`. Then try again.`,
  rejected: ({ repository }) => `Read the remote's reason. If it has newer commits: repo_fetch ${repository.name}.`,
  unreachable: ({ call: { remote } }) =>
    `Check its address and your network: \`git remote get-url ${shellWord(remote)}\`.`,
  time: () => 'Try again. To allow more time: `backlog setting set runs.pushMinutes 5`.',
  other: ({ call: { remote } }) => `Try it at a terminal: \`git fetch ${shellWord(remote)}\`.`,
};

function diverged({ repository, target: { branch }, call: { remote } }: Place): never {
  return refuse('conflict', `${remote} has commits of ${branch} that ${repository.name} lacks`, {
    hint: `Fetch them: repo_fetch ${repository.name}. Then merge them in your checkout: \`git pull ${branchArguments(remote, branch)}\`.`,
    data: { failure: 'rejected' satisfies RemoteFailure, remote },
  });
}

/**
 * Stores the call in the repository's record, and reads the numbers of commits on each side. Git has done its work, so a
 * record that cannot be written does not make an error of it.
 */
async function recordSync(context: Context, place: Place, did: Did, commits: number): Promise<SyncedTarget> {
  const { repository: of, target, call } = place;
  const { remote } = call;
  const { branch } = target;
  const record = context.write(
    `repo_${did}`,
    (tx) => {
      // The record as it is stored: in a queue on a server, its folders differ from those on this machine.
      const now = tx.get('repository', of.name) ?? of;
      const actor = formatActor(context.caller.actor);
      tx.put('repository', now.name, { ...now, synced: { did, remote, branch, commits, at: tx.at, actor } });
    },
    { outside: `${remote}/${branch}` },
  );
  const unrecorded = await record.then(
    () => undefined,
    (error: unknown) => {
      const why = error instanceof Error ? error.message : String(error);
      context.store.appendDiagnostic(`repo_${did} of ${of.name} is not recorded: ${why}`);
      return why;
    },
  );
  const tracking = (await tipOf({ repository: of }, trackingRef(remote, branch))) ?? target.commit;
  const apart = await commitsApart(of, target.ref, tracking);
  return { repository: of.name, remote, branch, commits, ...apart, ...present({ unrecorded }) };
}
