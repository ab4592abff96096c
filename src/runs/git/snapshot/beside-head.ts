import type { MissingEntry } from '../../../domain/records.ts';
import { existingCommits } from '../call/batch.ts';
import { FETCH, storeCall } from '../call/environment.ts';
import { git, linesOfOutput, MAY_FAIL } from '../call/git.ts';
import { lostRefs } from '../store/lost-refs.ts';
import { type RunPlace, repositoryPaths, runPaths, runRef } from '../store/paths.ts';
import { refsInFiles } from '../store/ref-files.ts';
import { detachedIn, fetchedRefs, isFetched, setAsideIn, stashesIn } from '../store/reflogs.ts';
import { inStore, outputLine } from '../store/store-repo.ts';
import { viewAgent } from './agent-view.ts';
import type { ExpectedWork } from './missing-entries.ts';
import { descendsIn, refusedIn, standIn } from './refused-commits.ts';
import { commitStaged, stagedOnly, withUntracked } from './staged-work.ts';

/** Maximum numbers of commits beside HEAD that are compared with a result, and that are read. Stashes come first. */
const [MOST, MOST_READ] = [20, 200];

/** What the agent keeps beside its HEAD. */
export interface BesideHead {
  /** Commits of the private copy, each with the commit on which its work is based. Refs of the copy keep them. */
  commits: ({ commit: string; from: string } & Pick<ExpectedWork, 'isAside' | 'isLone'>)[];
  /**
   * The agent's commits that can't be compared: git refuses their files, objects are lost, or they are too many. The name
   * is the full name of a ref or, if no ref names the commit, its id.
   */
  unread: { name: string; commit: string }[];
}

/**
 * Returns the agent's commits that its HEAD lacks: at other refs, in further worktrees and in stashes, those that a
 * detached HEAD left or an unfinished rebase set aside, and those of a history that a rescue ended. Without them, a result
 * could lack work that the agent believes to be safe.
 */
export async function commitsBesideHead(
  place: RunPlace,
  { base, head, result, results = [] }: { base: string; head: string; result?: string; results?: readonly string[] },
): Promise<BesideHead> {
  const { repo } = runPaths(place);
  const [read, lost] = await Promise.all([refsInFiles(repo), lostRefs(repo, repositoryPaths(place).store)]);
  const [stashed, aside] = await Promise.all([stashesIn(repo), setAsideIn(repo)]);
  const [detached, fetched] = await Promise.all([detachedIn(repo), fetchedRefs(repo)]);
  const stashes = [...stashed, ...aside.stashes];
  const left = [...aside.commits, ...detached];
  const beside: BesideHead = { commits: [], unread: [] };
  const known = [base, ...results];
  const given = await lostHistories(place, known);
  const isAtEnd = (commit: string) => commit === base || commit === head;
  const staged = result === undefined ? [] : await stagedOnly(place, base, result);
  if (
    stashes.length + lost.size + staged.length === 0 &&
    read &&
    [...namesOf(read, fetched).keys(), ...left].every(isAtEnd)
  )
    return { ...beside, commits: given };
  const view = await viewAgent(place, base);
  if (view === undefined) return { ...beside, commits: given };
  const names = namesOf({ ...(read ?? (await refsIn(view))), ...Object.fromEntries(lost) }, fetched);
  const ofIndex = await commitStaged(view, staged, { base, head });
  if (ofIndex !== undefined) names.set(ofIndex, 'index');
  const all = [...new Set([...(ofIndex ? [ofIndex] : []), ...stashes, ...names.keys(), ...left])].filter(
    (commit) => !isAtEnd(commit),
  );
  const others = all.length > MOST_READ ? await withoutContained(view, all, [head, ...known]) : all;
  const isAside = new Set([...aside.commits, ...aside.stashes]);
  const name = (commit: string) => ({ name: names.get(commit) ?? commit, commit });
  for (const commit of others.slice(0, MOST_READ)) {
    const ref = `${runRef(place.id, 'beside')}/${beside.commits.length + 1}`;
    const from = await forkOf(view, commit, known);
    if (from === LOST && (await treeIn(view, commit)) !== undefined) beside.unread.push(name(commit));
    // The comparison with the round before covers the work of an earlier result.
    if (from === LOST || from === commit) continue;
    if (from === undefined && (await isForeign(repo, names.get(commit)))) continue;
    const start = from ?? base;
    const found = await bring(place, view, { commit, ref, from: start, head, isStash: stashes.includes(commit) });
    if (found === 'unread' || (found !== undefined && beside.commits.length === MOST)) beside.unread.push(name(commit));
    else if (found !== undefined)
      beside.commits.push({
        commit: found,
        from: start,
        ...(isAside.has(commit) ? { isAside: true } : {}),
        ...(from === undefined ? { isLone: true } : {}),
      });
  }
  beside.unread.push(...others.slice(MOST_READ).map(name));
  return { ...beside, commits: [...beside.commits, ...given] };
}

/** Checks whether a commit of another history is no file of the agent: a note, or what it fetched. */
async function isForeign(repo: string, ref: string | undefined): Promise<boolean> {
  return ref !== undefined && (ref.startsWith('refs/notes/') || isFetched(repo, ref));
}

/** Returns the first ref of each commit, by commit. */
function namesOf(refs: Readonly<Record<string, string>>, fetched: ReadonlySet<string>): Map<string, string> {
  const names = new Map<string, string>();
  for (const [ref, object] of Object.entries(refs))
    if (!fetched.has(ref) && !NOT_ITS_WORK.some((one) => ref.startsWith(one)) && !names.has(object))
      names.set(object, ref);
  return names;
}

/** Omits commits that others contain, such as those of many merged branches. Git answers for all in one call. */
async function withoutContained(
  view: string,
  commits: readonly string[],
  others: readonly string[],
): Promise<string[]> {
  const input = [...commits, ...others.map((commit) => `^${commit}`)].map((line) => `${line}\n`).join('');
  const args = ['rev-list', '--ignore-missing', `--max-count=${MOST_LISTED}`, '--stdin'];
  const { code, out } = await git(storeCall(view, args, { input, codes: MAY_FAIL }));
  const own = linesOfOutput(out);
  if (code !== 0 || own.length === MOST_LISTED) return [...commits];
  const [found, plain] = [new Set(own), new Set(await existingCommits(view, commits))];
  return commits.filter((commit) => found.has(commit) || !plain.has(commit));
}

/** Maximum number of commits that are listed to find those that HEAD contains. */
const MOST_LISTED = 100_000;

interface Wanted {
  commit: string;
  /** The ref of the private copy that will keep it. */
  ref: string;
  from: string;
  head: string;
  isStash: boolean;
}

/**
 * Fetches a commit of the agent into the private copy. One that git refuses gets another commit with its files.
 * @returns undefined for a commit that is HEAD's, or gone
 */
async function bring(place: RunPlace, view: string, wanted: Wanted): Promise<string | 'unread' | undefined> {
  const { commit, ref, from, head, isStash } = wanted;
  const untracked = isStash ? await treeIn(view, `${commit}^3`) : undefined;
  const { code, err } = await fetchFrom(place, view, commit, ref);
  let found: string | undefined;
  if (code === 0) {
    if (await contains(place, head, commit)) return undefined;
    found = await commitOfTag(place, commit);
  } else {
    const why = refusedIn(err);
    const tree = await treeIn(view, commit);
    if (tree === undefined || (await descendsIn(view, 'HEAD', commit))) return undefined;
    found = why === undefined ? undefined : await standIn(place, view, { ref, base: from, commit, tree, why });
    if (found === undefined) return 'unread';
    if (untracked && (await fetchFrom(place, view, untracked, `${ref}-untracked`)).code !== 0) return 'unread';
  }
  if (untracked !== undefined) found = await withUntracked(place, found, untracked);
  if (found !== commit) await inStore(place, ['update-ref', ref, found]);
  return found;
}

const fetchFrom = (place: RunPlace, view: string, object: string, ref: string) =>
  inStore(place, [...FETCH, view, `+${object}:${ref}`], { codes: MAY_FAIL });

/** Returns the tree of a commit of the agent; undefined if it has no such commit. */
async function treeIn(view: string, commit: string): Promise<string | undefined> {
  const found = await git(storeCall(view, ['rev-parse', '-q', '--verify', `${commit}^{tree}`], { codes: MAY_FAIL }));
  return found.code === 0 ? outputLine(found) : undefined;
}

/**
 * Finds the last commit that a commit of the agent shares with the run's start commit or its results. The agent may have
 * begun a branch before the target branch was merged into the run, or on a commit that it amended since.
 * @returns undefined for a commit of another history, and `lost` for one whose history lacks objects
 */
async function forkOf(gitDir: string, commit: string, known: readonly string[]): Promise<string | undefined> {
  const ask = (others: readonly string[]) =>
    git(storeCall(gitDir, ['merge-base', commit, ...others], { codes: MAY_FAIL }));
  const asked = await ask(known);
  // A result can be lost, but the start commit is there.
  const found = asked.code === FAILED && known.length > 1 ? await ask(known.slice(0, 1)) : asked;
  if (found.code === 0) return outputLine(found);
  // Git 2.39 has the exit code of a commit without a common one, and says on its standard error what it can't read.
  return found.err === '' ? undefined : LOST;
}

const LOST = 'lost';

/** Git's exit code if an object does not exist. */
const FAILED = 128;

/**
 * Returns the rescued commits of an agent that left the history of its start commit, such as those of an orphan branch.
 * A later round starts without their files.
 */
async function lostHistories(place: RunPlace, known: readonly string[]): Promise<BesideHead['commits']> {
  const [base = ''] = known;
  const heads = `${runRef(place.id, 'rescue')}/*/HEAD`;
  const args = ['for-each-ref', `--no-contains=${base}`, '--format=%(objectname)', heads];
  const commits = new Set(linesOfOutput((await inStore(place, args, { codes: MAY_FAIL })).out));
  const { store } = repositoryPaths(place);
  return Promise.all(
    [...commits].map(async (commit) => {
      const from = await forkOf(store, commit, known);
      return from === undefined || from === LOST ? { commit, from: base, isLone: true } : { commit, from };
    }),
  );
}

/**
 * Omits the entries that each snapshot finds again, and those of commits that never were in a result's history: what a
 * result lacks of branches and stashes. As long as the agent keeps such a commit, {@link commitsBesideHead} finds it.
 */
export async function withoutBeside(
  place: RunPlace,
  entries: readonly MissingEntry[],
  results: readonly string[],
): Promise<MissingEntry[]> {
  const dropped = new Set<string>();
  const kept = entries.filter(({ how }) => !FOUND_AGAIN.includes(how));
  for (const commit of new Set(kept.filter((one) => one.in === 'commits').map((one) => one.commit))) {
    const ask = (result: string) =>
      inStore(place, ['merge-base', '--is-ancestor', commit, result], { codes: MAY_FAIL });
    const codes = await Promise.all(results.map(async (result) => (await ask(result)).code));
    if (codes.length > 0 && codes.every((code) => code === 1)) dropped.add(commit);
  }
  return kept.filter((one) => one.in !== 'commits' || !dropped.has(one.commit));
}

/** Their commits can be in no repository here. */
const FOUND_AGAIN: readonly MissingEntry['how'][] = ['refused', 'unreachable', 'unread'];

/**
 * Refs whose commits are not the agent's own work or were replaced by it: git writes them in a rebase or a filter. The list
 * of stashes is read from its log.
 */
const NOT_ITS_WORK = ['refs/stash', 'refs/original/', 'refs/replace/', 'refs/rewritten/'];

async function refsIn(view: string): Promise<Record<string, string>> {
  const args = ['for-each-ref', '--format=%(refname) %(objectname)'];
  const { out } = await git(storeCall(view, args, { codes: MAY_FAIL }));
  return Object.fromEntries(linesOfOutput(out).map((line) => line.split(' ') as [string, string]));
}

/** Returns the commit of an annotated tag, or the commit itself. */
async function commitOfTag(place: RunPlace, object: string): Promise<string> {
  return outputLine(await inStore(place, ['rev-parse', `${object}^{commit}`]));
}

/** Checks whether a commit is another one, or descends from it. */
async function contains(place: RunPlace, commit: string, other: string): Promise<boolean> {
  return (await inStore(place, ['merge-base', '--is-ancestor', other, commit], { codes: MAY_FAIL })).code === 0;
}
