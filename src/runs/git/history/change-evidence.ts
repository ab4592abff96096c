import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { PLAIN_DIFF, personCall } from '../call/environment.ts';
import { git } from '../call/git.ts';
import { commonOf, type GitRepository, type RunsPlace } from '../store/paths.ts';
import { inStore } from '../store/store-repo.ts';
import { commitsBetween, commitsHere } from './commits.ts';

/** Does the repository lack a part of its history, so that what is not in it may have been cut off? */
export function isShallow(repository: GitRepository): boolean {
  return existsSync(join(commonOf(repository), 'shallow'));
}

/** Those of some commits that are not in the history of a ref, or not here. */
export async function outOfScopePaths(
  repository: GitRepository,
  ref: string,
  commits: readonly string[],
): Promise<Set<string>> {
  if (commits.length === 0) return new Set();
  const here = await commitsHere(repository, commits);
  const input = [...here, `^${ref}`].join('\n');
  const { out } = await git(personCall(repository, ['rev-list', '--stdin'], { input }));
  const lacking = new Set(out.toString().split('\n'));
  return new Set(commits.filter((commit) => !here.includes(commit) || lacking.has(commit)));
}

/** What a run changed: its commit, and the files. */
export interface RunChange {
  commit: string;
  paths: readonly string[];
}

/** For each change: is every file of it in the ref as the commit left it? */
export async function asLeft(
  repository: GitRepository,
  ref: string,
  changes: readonly RunChange[],
): Promise<boolean[]> {
  const asked = changes.flatMap(({ commit, paths }) =>
    paths.flatMap((path) => [`${commit}:${path}`, `${ref}:${path}`]),
  );
  // A line of the answer is a line of the question.
  if (asked.length === 0 || asked.some((name) => name.includes('\n'))) return changes.map(() => false);
  const input = asked.map((name) => `${name}\n`).join('');
  const { out } = await git(personCall(repository, ['cat-file', '--batch-check=%(objectname)'], { input }));
  const found = out
    .toString()
    .split('\n')
    .map((line) => (/^[0-9a-f]{40,64}$/.test(line) ? line : 'none'));
  const here = new Set(
    await commitsHere(
      repository,
      changes.map(({ commit }) => commit),
    ),
  );
  let at = 0;
  return changes.map(({ commit, paths }) => {
    const pairs = found.slice(at, at + 2 * paths.length);
    at += pairs.length;
    return here.has(commit) && paths.length > 0 && paths.every((_, i) => pairs[2 * i] === pairs[2 * i + 1]);
  });
}

/** Commits of a branch in which a change is looked for, the newest; bytes of their diffs. */
const LOOKED_AT = 200;
const MOST_DIFF = 32 * 1024 * 1024;

/** The commit of a ref, of those after `since`, that makes the same change as a commit of the store, whatever its message; undefined without one. */
export async function sameChange(
  place: RunsPlace,
  commit: string,
  ref: string,
  since?: string,
): Promise<string | undefined> {
  const { repository } = place;
  const own = await inStore(place, ['diff-tree', '-p', '--no-renames', ...PLAIN_DIFF, `${commit}^1`, commit], OPTIONS);
  const [wanted] = (await patchIds(repository, Buffer.concat([Buffer.from(`commit ${commit}\n`), own.out]))).keys();
  if (wanted === undefined || own.cut) return undefined;
  const range = since === undefined ? ref : `${since}..${ref}`;
  const args = ['log', '-p', '--no-merges', '--no-renames', ...PLAIN_DIFF, `--max-count=${LOOKED_AT}`];
  const log = await git(
    personCall(repository, [...args, '--no-show-signature', '--format=commit %H', range, '--'], OPTIONS),
  );
  return (await patchIds(repository, log.out)).get(wanted);
}

const OPTIONS = { codes: [0, 128], limit: MOST_DIFF };

/** Of diffs, each behind the line `commit <id>`: patch id -> commit. */
async function patchIds(repository: GitRepository, diffs: Buffer): Promise<Map<string, string>> {
  const { out } = await git(personCall(repository, ['patch-id', '--stable'], { input: diffs }));
  const lines = out.toString().split('\n').filter(Boolean);
  return new Map(lines.map((line) => line.split(' ') as [string, string]));
}

/** Was a branch only taken back: is where it is now a commit before that one? That much is proved, also where history was cut off. */
export async function isBefore(repository: GitRepository, ref: string, commit: string): Promise<boolean> {
  if ((await commitsHere(repository, [commit])).length === 0) return false;
  return (await commitsBetween(repository, ref, [commit])).length === 0;
}
