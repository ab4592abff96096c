import { shellWord } from '../../base/shell-word.ts';
import { refuse } from '../../domain/errors.ts';
import type { Context } from '../../work/workspace/context.ts';
import { type GitRepository, remotesOf } from '../git/index.ts';

/** Explains why Backlog can't push to a remote; undefined if the remote exists. */
export async function remoteProblem(repository: GitRepository, remote: string): Promise<string | undefined> {
  if (remote === '') return 'the setting runs.push names no remote: backlog setting set runs.push <remote>';
  const known = await remotesOf(repository);
  return known.includes(remote) ? undefined : missingRemote(repository, remote);
}

export function missingRemote({ name }: GitRepository, remote: string): string {
  return `there is no remote ${remote} in ${name} (git remote -v)`;
}

/** Formats a branch of a remote as arguments of `git push` or `git pull`. */
export function branchArguments(remote: string, branch: string): string {
  return `${shellWord(remote)} ${shellWord(branch)}`;
}

export function addRemoteHint(remote: string): string {
  return `Add the remote: \`git remote add ${shellWord(remote)} <address>\`.`;
}

/**
 * Checks that a repository of the workspace has a remote of this name.
 * @throws BacklogError `not-found` with the names of the remotes
 */
export async function checkRemote({ repositories }: Pick<Context, 'repositories'>, remote: string): Promise<void> {
  const known: string[] = [];
  for (const repository of repositories.all.filter(({ common }) => common !== undefined))
    known.push(...(await remotesOf(repository)));
  if (known.includes(remote)) return;
  const names = [...new Set(known)].join(', ');
  refuse('not-found', `no repository of this workspace has a remote ${JSON.stringify(remote)}`, {
    hint: names ? `Existing remotes: ${names}.` : `Add one: \`git remote add ${shellWord(remote)} <address>\`.`,
    data: { received: remote },
  });
}
