import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { OffBranch } from '../../domain/task/off-branch.ts';
import { existingCommits } from '../git/call/batch.ts';
import { personCall } from '../git/call/environment.ts';
import { git, linesOfOutput } from '../git/call/git.ts';
import { commonOf, type GitRepository } from '../git/store/paths.ts';

/** Maximum number of lost commits to compare. Hooks that drop stashes leave some, too. */
const MOST = 100;

/**
 * Lists the commits of an agent whose worktree and branch are both deleted, newest first and without their ancestors: they
 * were made since the claim, and no branch and no reflog has them. A person's amended or rebased commits are in a reflog.
 * Reads only the names and times of loose objects, because a search of all objects takes minutes in a large repository. So
 * it finds no commit that `git gc` has packed or pruned before the task was completed: such a task counts as simply done.
 * @throws Error for more than {@link MOST}, because the agent's own may be any of them
 */
export async function lostCommits(repository: GitRepository, { since }: OffBranch): Promise<string[]> {
  if (since === undefined) return [];
  const common = commonOf(repository);
  const commits = await existingCommits(common, await looseSince(join(common, 'objects'), Date.parse(since)));
  if (commits.length === 0) return [];
  const args = ['rev-list', `--since=${since}`, '--parents', ...commits, '--not', '--all', '--reflog', '--'];
  const lost = linesOfOutput((await git(personCall(repository, args))).out).map((line) => line.split(' '));
  const ancestors = new Set(lost.flatMap(([, ...parents]) => parents));
  const tips = lost.flatMap(([commit = '']) => (ancestors.has(commit) ? [] : commit));
  if (tips.length > MOST) throw new Error(`${tips.length} commits since ${since} are lost, and no branch has them`);
  return tips;
}

async function looseSince(objects: string, since: number): Promise<string[]> {
  const folders = (await readdir(objects)).filter((name) => /^[0-9a-f]{2}$/.test(name));
  const found = await Promise.all(
    folders.map(async (folder) => {
      const names = await readdir(join(objects, folder)).catch(() => []);
      const times = await Promise.all(names.map((name) => stat(join(objects, folder, name)).catch(() => undefined)));
      return names.flatMap((name, n) => ((times[n]?.mtimeMs ?? 0) >= since ? [folder + name] : []));
    }),
  );
  return found.flat();
}
