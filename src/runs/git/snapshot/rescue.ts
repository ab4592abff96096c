import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { counted } from '../../../base/amounts.ts';
import { pushAll } from '../../../base/iterables.ts';
import { refuse } from '../../../domain/errors.ts';
import { existingCommits } from '../call/batch.ts';
import { FETCH, LOGGED, storeCall } from '../call/environment.ts';
import { git, linesOfOutput, MAY_FAIL } from '../call/git.ts';
import { pathText } from '../diff/path-text.ts';
import { lostRefs } from '../store/lost-refs.ts';
import { type RunPlace, repositoryPaths, runPaths, runRef } from '../store/paths.ts';
import { commitsNamed, commitsOutsideRefs } from '../store/reflogs.ts';
import { inStore, outputLine, storeRef } from '../store/store-repo.ts';
import { declaredIn } from '../submodules/declared.ts';
import { refsOfModules } from '../submodules/module-store.ts';
import { openModules } from '../submodules/open-module.ts';
import { linksOfIndex } from '../submodules/read-links.ts';
import { furtherFiles } from '../worktree/further-trees.ts';
import { preparedAs } from '../worktree/prepare.ts';
import { ignoredIn } from '../worktree/tree-state.ts';
import { isOurPointer, viewAgent } from './agent-view.ts';
import { rescueFiles, rescueFurther } from './rescue-files.ts';

export interface Rescued {
  /** Number of the rescue within its run, counted from 1. */
  n: number;
  /**
   * Refs in the private copy: the agent's own refs, `HEAD`, `tips/<k>` (commits that only the agent's reflogs contain),
   * `files`, and `worktrees/<k>` (uncommitted files of a further worktree).
   */
  refs: { name: string; commit: string }[];
  /** Ignored or nested files that were too large for the rescue. */
  left: string[];
  /** Refs and commits that could not be stored, with git's message. */
  lost: { what: string; why: string }[];
}

/** Maximum number of commits that a rescue keeps although only reflogs contain them, newest first. */
const MAX_TIPS = 1000;

/**
 * Keeps all work of a run under refs of the private copy: the commits in the agent's refs and reflogs, and the files of
 * its worktree, byte for byte. Keeps ignored and nested files up to the sizes in `rescue-files.ts`. Loses times, empty
 * folders, file modes except "executable", and changes that were only staged. The agent's processes must have ended.
 */
export async function rescue(place: RunPlace): Promise<Rescued> {
  const run = runPaths(place);
  const base =
    (await startCommitOf(place)) ?? refuse('not-found', `${place.id} has no worktree yet: there is nothing to rescue`);
  const n = await nextNumber(place);
  const under = `${runRef(place.id, 'rescue')}/${n}`;
  const rescued: Rescued = { n, refs: [], left: [], lost: [] };
  const view = await viewAgent(place, base);
  if (view !== undefined) {
    const { store } = repositoryPaths(place);
    const rescuing = { of: run.repo, view, store, under, lost: rescued.lost, where: '' };
    await rescueRefs(rescuing);
    await rescueHead(rescuing);
    await rescueTips(rescuing);
  } else if (existsSync(run.repo)) {
    rescued.lost.push({ what: run.repo, why: 'it is no whole git folder: its HEAD, a link in it, or its alternates' });
  }
  if (existsSync(run.tree)) {
    await rescueModules(place, base, rescued);
    const head = await storeRef(place, `${under}/HEAD`);
    const { left } = await rescueFiles(place, {
      ref: `${under}/files`,
      parent: head ?? base,
      base,
      title: `Rescue ${n} of ${place.id}`,
    });
    pushAll(rescued.left, left);
  }
  await rescueFurther(place, base, { under, title: `Rescue ${n} of ${place.id}`, left: rescued.left });
  rescued.refs = await refsUnder(place, under);
  return rescued;
}

/** Keeps the agent's refs in submodules, and commits that only their reflogs contain, under refs of their private copies. */
async function rescueModules(place: RunPlace, base: string, { n, lost }: Rescued): Promise<void> {
  const { store } = repositoryPaths(place);
  const links = await linksOfIndex(runPaths(place).index, new Map());
  for (const { module, open } of await openModules(place, links, () => declaredIn(store, base), base)) {
    const { of, view, head } = open;
    const what = `submodule ${pathText(module.path)}`;
    const under = `${runRef(place.id, 'rescue')}/${n}`;
    const rescuing = { of, view, store: open.store, under, lost, where: `${what}: ` };
    await rescueRefs(rescuing);
    await rescueTips(rescuing);
    if (!open.isKept) lost.push({ what, why: `its commit ${head} can't be kept` });
  }
}

/**
 * Removes the refs of a rescue that are redundant: the run's result contains their commits and files, or its start
 * commit if there is no result.
 * @returns the rescue without these refs
 */
export async function forgetKept(place: RunPlace, rescued: Rescued): Promise<Rescued> {
  const last = (await storeRef(place, runRef(place.id, 'result'))) ?? (await storeRef(place, runRef(place.id, 'base')));
  if (last === undefined || rescued.refs.length === 0) return rescued;
  const under = `${runRef(place.id, 'rescue')}/${rescued.n}`;
  const tree = outputLine(await inStore(place, ['rev-parse', `${last}^{tree}`]));
  const merged = new Set(await listed(place, [`--merged=${last}`, '--format=%(objecttype) %(refname)', under]));
  const same = new Set(await listed(place, ['--format=%(tree) %(refname)', `${under}/files`]));
  const isKept = ({ name }: { name: string }) => merged.has(`commit ${name}`) || same.has(`${tree} ${name}`);
  const input = rescued.refs
    .filter(isKept)
    .map(({ name, commit }) => `delete ${name} ${commit}\n`)
    .join('');
  if (input !== '') await inStore(place, ['update-ref', '--stdin'], { input });
  return { ...rescued, refs: rescued.refs.filter((ref) => !isKept(ref)) };
}

/**
 * Checks whether a rescue of an untouched worktree would keep nothing: refs of the run keep all commits in the agent's
 * refs and reflogs, and there are no ignored files.
 */
export async function isAllKept(place: RunPlace, base: string): Promise<boolean> {
  const run = runPaths(place);
  if (!(await isOurPointer(join(run.tree, '.git'))) || (await ignoredIn(place)).length > 0) return false;
  if ((await furtherFiles(place, base)).length > 0) return false;
  const named = await commitsNamed(run.repo);
  const refs = await Promise.all((['head', 'result'] as const).map((name) => storeRef(place, runRef(place.id, name))));
  return named?.every((commit) => commit === base || refs.includes(commit)) ?? false;
}

/** Reads a run's start commit, even if the agent deleted the record; undefined if it was never prepared. */
export async function startCommitOf(place: RunPlace): Promise<string | undefined> {
  if (!existsSync(repositoryPaths(place).store)) return undefined;
  return (await preparedAs(runPaths(place)))?.base ?? (await storeRef(place, runRef(place.id, 'base')));
}

/** One number counts in all private copies: that of a submodule keeps refs of rescues that the main one needs no more. */
async function nextNumber(place: RunPlace): Promise<number> {
  const root = `${runRef(place.id, 'rescue')}/`;
  const names = [...(await refsUnder(place, root)).map(({ name }) => name), ...(await refsOfModules(place, root))];
  const taken = names.map((name) => Number.parseInt(name.slice(root.length), 10));
  return Math.max(0, ...taken) + 1;
}

async function refsUnder(place: RunPlace, under: string): Promise<Rescued['refs']> {
  const lines = await listed(place, ['--format=%(objectname) %(refname)', under]);
  return lines.map((line) => ({ commit: line.slice(0, line.indexOf(' ')), name: line.slice(line.indexOf(' ') + 1) }));
}

async function listed(place: RunPlace, args: readonly string[]): Promise<string[]> {
  const { out } = await inStore(place, ['for-each-ref', ...args]);
  return linesOfOutput(out);
}

/** A git folder of the agent, and the private copy that keeps its commits. */
interface Rescuing {
  of: string;
  view: string;
  store: string;
  /** The ref below which the commits are kept. */
  under: string;
  lost: Rescued['lost'];
  /** Begins the names of what is lost. */
  where: string;
}

/**
 * Fetches all refs of the agent in one call. If a broken ref prevents this, fetches each ref separately. Git omits a ref
 * with a broken file, so those that only logs name are fetched by their objects.
 */
async function rescueRefs(rescuing: Rescuing): Promise<void> {
  const { of, view, store, under, lost, where } = rescuing;
  const keep = async (ref: string, object: string) => {
    const why = await bring(rescuing, [`+${object}:${under}/${ref}`]);
    if (why !== undefined) lost.push({ what: `${where}${ref}`, why });
  };
  if ((await bring(rescuing, [`+refs/*:${under}/refs/*`])) !== undefined) {
    const listed = await git(storeCall(view, ['for-each-ref', '--format=%(refname)'], { codes: MAY_FAIL }));
    for (const ref of linesOfOutput(listed.out)) await keep(ref, ref);
  }
  for (const [ref, object] of await lostRefs(of, store)) await keep(ref, object);
}

async function rescueHead(rescuing: Rescuing): Promise<void> {
  const { view, under, lost } = rescuing;
  const head = await git(storeCall(view, ['rev-parse', '-q', '--verify', 'HEAD^{commit}'], { codes: MAY_FAIL }));
  if (head.code !== 0) return;
  const why = await bring(rescuing, [`+${outputLine(head)}:${under}/HEAD`]);
  if (why !== undefined) lost.push({ what: 'HEAD', why });
}

/**
 * Fetches refs of the agent into the private copy.
 * @returns git's message on failure
 */
async function bring({ store, view }: Rescuing, refspecs: readonly string[]): Promise<string | undefined> {
  const { code, err } = await git(storeCall(store, [...FETCH, view, ...refspecs], { codes: MAY_FAIL, config: LOGGED }));
  return code === 0 ? undefined : err.trim();
}

/** Keeps commits that only the reflogs contain, because the agent amended them, or reset or deleted its branch. */
async function rescueTips(rescuing: Rescuing): Promise<void> {
  const { of, view, under, lost, where } = rescuing;
  const known = await existingCommits(view, await commitsOutsideRefs(of));
  if (known.length === 0) return;
  const list = (...except: string[]) => {
    const args = ['rev-list', '--parents', `--max-count=${MAX_TIPS * 10}`, '--stdin', ...except];
    return git(storeCall(view, args, { input: `${known.join('\n')}\n`, codes: MAY_FAIL }));
  };
  const asked = await list('--not', '--all');
  // Git names no other ref beside a broken one.
  const { code, out, err } = asked.code === 0 ? asked : await list();
  if (code !== 0) {
    lost.push({ what: `${where}reflogs`, why: err.trim() });
    return;
  }
  const rows = linesOfOutput(out).map((line) => line.split(' '));
  const parents = new Set(rows.flatMap(([, ...above]) => above));
  const tips = rows.map(([commit]) => commit!).filter((commit) => !parents.has(commit));
  const refspecs = tips.slice(0, MAX_TIPS).map((commit, at) => `+${commit}:${under}/tips/${at + 1}`);
  if (refspecs.length === 0) return;
  const why = await bring(rescuing, refspecs);
  if (why !== undefined) lost.push({ what: `${where}commits in reflogs`, why });
  if (tips.length > MAX_TIPS)
    lost.push({ what: `${where}${counted(tips.length - MAX_TIPS, 'commit')} in reflogs`, why: 'too many' });
}
