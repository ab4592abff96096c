import { lstat, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { MissingEntry } from '../../../domain/records.ts';
import { BACKLOG_AUTHOR, FETCH, storeCall } from '../call/environment.ts';
import { git, linesOfOutput, MAY_FAIL } from '../call/git.ts';
import { type RunPlace, runPaths, runRef } from '../store/paths.ts';
import { refsInFiles } from '../store/ref-files.ts';
import { inStore, outputLine } from '../store/store-repo.ts';
import { withTemporaryIndex } from '../store/temporary-index.ts';
import { viewAgent } from './agent-view.ts';

/** Maximum numbers of commits beside HEAD that are compared with a result, and that are read. Stashes come first. */
const [MOST, MOST_READ] = [20, 200];

/**
 * Returns the agent's commits that its HEAD lacks: those at its other branches and its tags, those that it left with a
 * detached HEAD, its stashes, and those of a history that a rescue ended. Without them, a result could lack work that
 * the agent believes to be safe. Refs of the private copy keep them.
 */
export async function commitsBesideHead(
  place: RunPlace,
  { base, head }: { base: string; head: string },
): Promise<string[]> {
  const { repo } = runPaths(place);
  const refs = await refsInFiles(repo);
  const named =
    refs && Object.entries(refs).flatMap(([ref, object]) => (NAMES.some((one) => ref.startsWith(one)) ? [object] : []));
  const stashes = await namedInLog(repo, 'refs/stash', STASH);
  const left = await namedInLog(repo, 'HEAD', LEFT);
  const given = await lostHistories(place, base);
  if (stashes.length === 0 && named && [...named, ...left].every((one) => one === base || one === head)) return given;
  const view = await viewAgent(place, base);
  if (view === undefined) return given;
  const tips = named ?? (await namedIn(view));
  const others = [...new Set([...stashes, ...tips, ...left])].filter((commit) => commit !== base && commit !== head);
  const found: string[] = [];
  for (const commit of others.slice(0, MOST_READ)) {
    if (found.length === MOST) break;
    const ref = `${runRef(place.id, 'beside')}/${found.length + 1}`;
    const fetched = await inStore(place, [...FETCH, view, `+${commit}:${ref}`], { codes: MAY_FAIL });
    if (fetched.code !== 0 || !(await contains(place, commit, base)) || (await contains(place, head, commit))) continue;
    const whole = stashes.includes(commit) ? await wholeStash(place, commit) : await commitOfTag(place, commit);
    if (whole !== commit) await inStore(place, ['update-ref', ref, whole]);
    found.push(whole);
  }
  return [...found, ...given];
}

/**
 * Returns the rescued commits of an agent that left the history of its start commit, such as those of an orphan branch.
 * A later round starts without their files.
 */
async function lostHistories(place: RunPlace, base: string): Promise<string[]> {
  const heads = `${runRef(place.id, 'rescue')}/*/HEAD`;
  const args = ['for-each-ref', `--no-contains=${base}`, '--format=%(objectname)', heads];
  return [...new Set(linesOfOutput((await inStore(place, args, { codes: MAY_FAIL })).out))];
}

/**
 * Omits the entries of commits that never were in a result's history: those that a result lacks of branches and stashes.
 * As long as the agent keeps such a commit, {@link commitsBesideHead} finds it again.
 */
export async function withoutBeside(
  place: RunPlace,
  entries: readonly MissingEntry[],
  results: readonly string[],
): Promise<MissingEntry[]> {
  const dropped = new Set<string>();
  for (const commit of new Set(entries.filter((one) => one.in === 'commits').map((one) => one.commit))) {
    const ask = (result: string) =>
      inStore(place, ['merge-base', '--is-ancestor', commit, result], { codes: MAY_FAIL });
    const codes = await Promise.all(results.map(async (result) => (await ask(result)).code));
    if (codes.length > 0 && codes.every((code) => code === 1)) dropped.add(commit);
  }
  return entries.filter((one) => one.in !== 'commits' || !dropped.has(one.commit));
}

/** The refs under which an agent keeps commits. */
const NAMES = ['refs/heads/', 'refs/tags/'];

async function namedIn(view: string): Promise<string[]> {
  const { out } = await git(storeCall(view, ['for-each-ref', '--format=%(objectname)', ...NAMES], { codes: MAY_FAIL }));
  return linesOfOutput(out);
}

/** Returns the commit of an annotated tag, or the commit itself. */
async function commitOfTag(place: RunPlace, object: string): Promise<string> {
  return outputLine(await inStore(place, ['rev-parse', `${object}^{commit}`]));
}

/** Checks whether a commit is another one, or descends from it. */
async function contains(place: RunPlace, commit: string, other: string): Promise<boolean> {
  return (await inStore(place, ['merge-base', '--is-ancestor', other, commit], { codes: MAY_FAIL })).code === 0;
}

/** Maximum size in bytes of a reflog. */
const MOST_BYTES = 1 << 20;

/** A line of a stash, in the list of stashes. It is a reflog, of which git removes a dropped one. */
const STASH = /^[0-9a-f]+ ([0-9a-f]{40,64}) /gm;

/** A line of HEAD's log about a detached commit that the agent left. No ref names such a commit. */
const LEFT = /\tcheckout: moving from ([0-9a-f]{40,64}) to /g;

/** Lists the commits that lines of a reflog name, the newest first. */
async function namedInLog(repo: string, ref: string, line: RegExp): Promise<string[]> {
  const file = join(repo, 'logs', ref);
  const facts = await lstat(file).catch(() => undefined);
  if (!facts?.isFile() || facts.size > MOST_BYTES) return [];
  return Array.from((await readFile(file, 'latin1')).matchAll(line), ([, commit]) => commit!).reverse();
}

/**
 * Returns a commit with all files of a stash. Git keeps the untracked ones in a commit of their own, the third parent of
 * the stash (git-stash(1)).
 */
async function wholeStash(place: RunPlace, stash: string): Promise<string> {
  const parents = outputLine(await inStore(place, ['rev-list', '--parents', '-1', stash])).split(' ');
  const untracked = parents[3];
  if (untracked === undefined) return stash;
  const { out } = await inStore(place, ['ls-tree', '-r', '-z', untracked]);
  return withTemporaryIndex(runPaths(place).index, async (index) => {
    await inStore(place, ['read-tree', stash], { index });
    await inStore(place, ['update-index', '-z', '--index-info'], { index, input: out });
    const tree = outputLine(await inStore(place, ['write-tree'], { index }));
    const how = { input: 'The stash with its untracked files', author: BACKLOG_AUTHOR };
    return outputLine(await inStore(place, ['commit-tree', tree, '-p', stash, '-F', '-'], how));
  });
}
