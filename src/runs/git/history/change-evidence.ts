import { PLAIN_DIFF, personCall } from '../call/environment.ts';
import { git, linesOfOutput } from '../call/git.ts';
import { parseRaw, type RawChange } from '../diff/changed.ts';
import type { GitRepository, RunsPlace } from '../store/paths.ts';
import { inStore } from '../store/store-repo.ts';
import { commitsBetween, commitsHere } from './commits.ts';
import { commitsTouching } from './log.ts';

/** Finds the commits that are missing in the history of a ref or in the repository. */
export async function commitsNotIn(
  repository: GitRepository,
  ref: string,
  commits: readonly string[],
): Promise<Set<string>> {
  if (commits.length === 0) return new Set();
  const here = new Set(await commitsHere(repository, commits));
  const input = [...here, `^${ref}`].join('\n');
  const { out } = await git(personCall(repository, ['rev-list', '--stdin'], { input }));
  const lacking = new Set(out.toString().split('\n'));
  return new Set(commits.filter((commit) => !here.has(commit) || lacking.has(commit)));
}

/** Finds the commits that a remote has, as far as the remote-tracking refs say. */
export async function commitsAtRemotes(repository: GitRepository, commits: readonly string[]): Promise<Set<string>> {
  const here = await commitsHere(repository, commits);
  if (here.length === 0) return new Set();
  const { out } = await git(personCall(repository, ['rev-list', ...here, '--not', '--remotes']));
  const lacking = new Set(linesOfOutput(out));
  return new Set(here.filter((commit) => !lacking.has(commit)));
}

/** The commit of a run, and the files that it changed. */
export interface RunChange {
  commit: string;
  paths: readonly string[];
}

/** Checks for each change whether all of its files are the same in the ref as in the commit. */
export async function areUnchanged(
  repository: GitRepository,
  ref: string,
  changes: readonly RunChange[],
): Promise<boolean[]> {
  const asked = changes.flatMap(({ commit, paths }) =>
    paths.flatMap((path) => [`${commit}:${path}`, `${ref}:${path}`]),
  );
  // git's answer has one path per line, so the function can't query a path with a line break.
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

/**
 * Maximum number of commits of a branch that are searched for a change, newest first. {@link MOST_DIFF} is the maximum
 * size of their diffs, in bytes.
 */
const LOOKED_AT = 200;
const MOST_DIFF = 32 * 1024 * 1024;

/** A change of the private copy: what a commit has that another one lacks. By default, that is its first parent. */
export interface CommitRange {
  commit: string;
  from?: string;
}

/**
 * Finds a commit in a ref, by any message, with the same change as one of the private copy. Commits that one of `without`
 * contains don't count.
 */
export async function sameChange(
  place: RunsPlace,
  { commit, from = `${commit}^1` }: CommitRange,
  ref: string,
  without: readonly string[],
): Promise<string | undefined> {
  const { repository } = place;
  const own = await inStore(place, ['diff-tree', '-p', '--no-renames', ...PLAIN_DIFF, from, commit], OPTIONS);
  const [wanted] = (await patchIds(repository, Buffer.concat([Buffer.from(`commit ${commit}\n`), own.out]))).keys();
  if (wanted === undefined || own.cut) return undefined;
  const range = [ref, ...(await commitsHere(repository, without)).map((one) => `^${one}`)];
  const args = ['log', '-p', '--no-merges', '--no-renames', ...PLAIN_DIFF, `--max-count=${LOOKED_AT}`];
  const log = await git(
    personCall(repository, [...args, '--no-show-signature', '--format=commit %H', ...range, '--'], OPTIONS),
  );
  return (await patchIds(repository, log.out)).get(wanted);
}

/**
 * Finds the newest commit of a ref on the files of a result, if the ref has all of them as the result has them: then their
 * changes came in one or more commits.
 * @param from the result's start commit, of which the ref has later commits
 */
export async function sameFiles(
  place: RunsPlace,
  { commit, from }: Required<CommitRange>,
  ref: string,
): Promise<string | undefined> {
  const { repository } = place;
  const args = ['diff-tree', '-r', '-z', '--raw', '--no-renames', ...PLAIN_DIFF, from, commit];
  const changes = parseRaw((await inStore(place, args)).out);
  if (changes.length === 0 || changes.some(({ path }) => path.includes('\n'))) return undefined;
  const names = Buffer.from(changes.map(({ path }) => `${ref}:${path}\n`).join(''), 'latin1');
  const asked = personCall(repository, ['cat-file', '--batch-check=%(objectname)'], { input: names });
  const found = (await git(asked)).out.toString('latin1').split('\n');
  const isSame = ({ status, new: { object } }: RawChange, at: number) =>
    status === 'D' ? !/^[0-9a-f]+$/.test(found[at] ?? '') : found[at] === object;
  if (!changes.every(isSame)) return undefined;
  const paths = changes.map(({ path }) => Buffer.from(path, 'latin1').toString());
  return (await commitsTouching(repository, `${from}..${ref}`, paths))[0]?.commit;
}

const OPTIONS = { codes: [0, 128], limit: MOST_DIFF };

/**
 * Computes the patch id of each diff. A line `commit <id>` precedes each diff.
 * @returns the commits by patch id
 */
async function patchIds(repository: GitRepository, diffs: Buffer): Promise<Map<string, string>> {
  const { out } = await git(personCall(repository, ['patch-id', '--stable'], { input: diffs }));
  const lines = linesOfOutput(out);
  return new Map(lines.map((line) => line.split(' ') as [string, string]));
}

/**
 * Checks whether a branch was only moved back: its present commit is an ancestor of the given commit. It works in a
 * shallow clone, too.
 */
export async function isBefore(repository: GitRepository, ref: string, commit: string): Promise<boolean> {
  if ((await commitsHere(repository, [commit])).length === 0) return false;
  return (await commitsBetween(repository, ref, [commit])).length === 0;
}
