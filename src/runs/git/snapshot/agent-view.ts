import { lstat, readlink, realpath } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { FETCH, storeCall } from '../call/environment.ts';
import { git, MAY_FAIL } from '../call/git.ts';
import { agentText, GIT_POINTER, isSha256, makeGitDir, readIfThere, realEntries } from '../store/git-dir.ts';
import { lostRefs, unbrokenRefs } from '../store/lost-refs.ts';
import { type RunPlace, repositoryPaths, runPaths, runRef } from '../store/paths.ts';
import { inStore, outputLine } from '../store/store-repo.ts';
import { descendsIn, refusedIn, standIn } from './refused-commits.ts';

/** The reason why a run can't continue from the agent's git folder. */
export type Lost =
  /** HEAD does not descend from the start commit. */
  | 'not-descended'
  /** HEAD names a branch without a commit. */
  | 'no-commit'
  /** The worktree's `.git` is another repository. */
  | 'replaced'
  /** The worktree was deleted. */
  | 'no-tree'
  /** Git's check refuses its files. */
  | 'refused'
  /** The git folder was deleted, lost objects, or leads to another repository. */
  | 'damaged';

/**
 * Makes a separate git folder over the agent's refs and objects. With it, git doesn't read the agent's config, which
 * may be broken. Each call replaces the folder.
 */
export async function viewAgent(place: RunPlace, base: string): Promise<string | undefined> {
  const { repo, view } = runPaths(place);
  return viewGitDir({ of: repo, view, store: repositoryPaths(place).store, sha256: isSha256(base) });
}

interface View {
  /** The agent's git folder. */
  of: string;
  /** Path of the separate git folder. */
  view: string;
  /** The private copy from which the agent's git folder borrows objects. */
  store: string;
  sha256: boolean;
}

/**
 * Makes the separate git folder of {@link viewAgent} for any git folder of the agent.
 * @returns undefined for a folder without HEAD, or one that leads to another repository
 */
export async function viewGitDir({ of, view, store, sha256 }: View): Promise<string | undefined> {
  const head = await headText(of);
  if (head === undefined || !(await isOwnFolder(of, store))) return undefined;
  await makeGitDir(view, {
    // A broken file of the branch hides the packed ref.
    head: (await lostRefs(of, store)).get(head.slice('ref: '.length)) ?? head,
    bare: true,
    sha256,
    alternates: [join(of, 'objects'), join(store, 'objects')],
    shallow: await readIfThere(join(store, 'shallow')),
    refsOf: of,
    packedRefs: await unbrokenRefs(of, store),
  });
  return view;
}

const HEAD = /^(?:ref: (refs\/[^\0\n]{1,1000})|([0-9a-f]{40,64}))\n?$/;

async function headText(repo: string): Promise<string | undefined> {
  // A link may lead to a repository of the person.
  if (!(await lstat(repo).catch(() => undefined))?.isDirectory()) return undefined;
  const file = join(repo, 'HEAD');
  // As git does, reads a link as the name of the branch, and does not follow it.
  const link = await readlink(file).catch(() => undefined);
  const text = link === undefined ? await agentText(file, 2_000) : `ref: ${link}`;
  const [, ref, commit] = HEAD.exec(text ?? '') ?? [];
  return ref === undefined ? commit : `ref: ${ref}`;
}

/**
 * Fetches the agent's HEAD into the private copy.
 * @returns the commit, or why the run can't continue from it; `headTree` is absent if the tree is that of `base`
 */
export async function agentHead(
  place: RunPlace,
  base: string,
): Promise<{ head: string; headTree?: string } | { lost: Lost }> {
  const run = runPaths(place);
  const tree = await lstat(run.tree).catch(() => undefined);
  if (!tree?.isDirectory()) return { lost: 'no-tree' };
  if (!(await isOurPointer(join(run.tree, '.git')))) return { lost: 'replaced' };
  return ownHead(place, base);
}

/** Does the same for the agent's own git folder, whatever its worktree's `.git` names. */
export async function ownHead(
  place: RunPlace,
  base: string,
): Promise<{ head: string; headTree?: string } | { lost: Lost }> {
  const run = runPaths(place);
  if (await isAtBase(run.repo, base)) return { head: base };
  const view = await viewAgent(place, base);
  if (view === undefined) return { lost: 'damaged' };
  const found = await git(storeCall(view, ['rev-parse', 'HEAD^{commit}', 'HEAD^{tree}'], { codes: MAY_FAIL }));
  if (found.code !== 0) return { lost: await whyNoCommit(view) };
  const [head = '', headTree = ''] = outputLine(found).split('\n');
  if (head === base) return { head, headTree };
  const fetched = await inStore(place, [...FETCH, view, `+${head}:${runRef(place.id, 'head')}`], {
    codes: ANY_FAILURE,
  });
  if (fetched.code !== 0) {
    const why = refusedIn(fetched.err);
    if (why === undefined) return { lost: 'damaged' };
    if (!(await descendsIn(view, head, base))) return { lost: 'not-descended' };
    const made = await standIn(place, view, { ref: runRef(place.id, 'head'), base, commit: head, tree: headTree, why });
    return made === undefined ? { lost: 'refused' } : { head: made, headTree };
  }
  const ancestry = await inStore(place, ['merge-base', '--is-ancestor', base, head], { codes: MAY_FAIL });
  return ancestry.code === 0 ? { head, headTree } : { lost: 'not-descended' };
}

const PLAIN_REF = /^ref: (refs\/heads\/[a-z0-9]+(?:[-/][a-z0-9]+)*)$/i;

/**
 * Checks whether the agent committed nothing, which is usual. Compares the branch's file with the start commit, without
 * starting git.
 */
async function isAtBase(repo: string, base: string): Promise<boolean> {
  const ref = PLAIN_REF.exec((await headText(repo)) ?? '')?.[1];
  if (ref === undefined) return false;
  return (await agentText(join(repo, ref), 100))?.trimEnd() === base;
}

const ANY_FAILURE = [0, 1, 128];

/**
 * Checks whether a worktree's `.git` file is the one that Backlog wrote. A missing file counts as Backlog's, because it
 * can be written again.
 */
export async function isOurPointer(file: string): Promise<boolean> {
  const facts = await lstat(file).catch(() => undefined);
  if (facts === undefined) return true;
  return (await agentText(file, 1_000)) === GIT_POINTER;
}

async function whyNoCommit(view: string): Promise<Lost> {
  const branch = await git(storeCall(view, ['symbolic-ref', '-q', 'HEAD'], { codes: ANY_FAILURE }));
  if (branch.code !== 0) return 'damaged';
  const known = await git(
    storeCall(view, ['for-each-ref', '--format=%(refname)', outputLine(branch)], { codes: ANY_FAILURE }),
  );
  return known.code === 0 && outputLine(known) === '' ? 'no-commit' : 'damaged';
}

/** Checks that the agent's git folder leads to nothing else, also if the agent committed nothing. */
export async function isOwnGitFolder(place: RunPlace): Promise<boolean> {
  return isOwnFolder(runPaths(place).repo, repositoryPaths(place).store);
}

/** Folders of a git folder from which Backlog's git reads through a view. */
const READ = ['refs', 'objects'];

/** Maximum size in bytes of a list of alternates. Backlog's own has one path. */
const MOST = 10_000;

/**
 * Checks that an agent's git folder leads to nothing else: its refs and objects are real files, and it borrows objects
 * from the private copy only. Otherwise, a fetch would bring objects of another repository into the private copy.
 */
async function isOwnFolder(of: string, store: string): Promise<boolean> {
  const wholes = await Promise.all(READ.map((name) => isReal(join(of, name))));
  if (wholes.includes(false)) return false;
  const packed = await lstat(join(of, 'packed-refs')).catch(() => undefined);
  return (
    !packed?.isSymbolicLink() &&
    (packed === undefined || packed.isFile() || packed.isDirectory()) &&
    (await borrowsFrom(of, store))
  );
}

async function isReal(folder: string): Promise<boolean> {
  const facts = await lstat(folder).catch(() => undefined);
  if (!facts?.isDirectory()) return false;
  return (await realEntries(folder)).every(({ kind }) => kind !== 'other');
}

/** Checks that the list of alternates is missing or has the bytes that Backlog wrote. */
async function borrowsFrom(of: string, store: string): Promise<boolean> {
  const file = join(of, 'objects', 'info', 'alternates');
  const facts = await lstat(file).catch(() => undefined);
  if (facts === undefined) return true;
  const text = await agentText(file, MOST);
  // The git folder of a submodule is found by its real path, and its list can have the path of the private copy.
  const objects = [store, await realpath(store).catch(() => store)].map((one) => join(one, 'objects'));
  return objects.some((path) => text === `${path}\n` || text === `${relative(join(of, 'objects'), path)}\n`);
}
