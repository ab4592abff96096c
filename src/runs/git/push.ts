import { FETCH, personCall } from './environment.ts';
import { git, saidBy } from './git.ts';
import { landingRef } from './landing/land.ts';
import { type GitRepository, type RunsPlace, repositoryPaths } from './paths.ts';

/**
 * Pushes a branch of the person to one of the person's remotes, with the person's git and credentials, without its hooks. Never forced.
 * Undefined when that went well, else what git said; what landed has landed.
 */
export function pushTarget(repository: GitRepository, remote: string, ref: string): Promise<string | undefined> {
  return pushTo(repository, remote, `${ref}:${ref}`);
}

async function pushTo(repository: GitRepository, remote: string, refspec: string): Promise<string | undefined> {
  if (remote === '') return 'runs.push names no remote';
  const known = await git(personCall(repository, ['remote'], { codes: [0, 128] }));
  if (!known.out.toString().split('\n').includes(remote)) return `there is no remote ${remote}`;
  const pushed = await git(personCall(repository, ['push', '--quiet', '--', remote, refspec], { codes: [0, 1, 128] }));
  return pushed.code === 0 ? undefined : saidBy(pushed.err);
}

/** A commit of the store for a branch of one of the person's remotes. */
export interface Proposal {
  /** Of the run. */
  id: string;
  commit: string;
  branch: string;
  remote: string;
}

/** Pushes a result to a branch of its own, as {@link pushTarget} does; there its earlier tries are overwritten, nobody else's. */
export async function pushResult(
  place: RunsPlace,
  { id, commit, branch, remote }: Proposal,
): Promise<string | undefined> {
  const { repository } = place;
  const ref = landingRef(id);
  const brought = await git(
    personCall(repository, [...FETCH, repositoryPaths(place).store, `+${commit}:${ref}`], { codes: [0, 1, 128] }),
  );
  if (brought.code !== 0) return saidBy(brought.err);
  try {
    return await pushTo(repository, remote, `+${ref}:refs/heads/${branch}`);
  } finally {
    await git(personCall(repository, ['update-ref', '-d', ref], { codes: [0, 1, 128] }));
  }
}
