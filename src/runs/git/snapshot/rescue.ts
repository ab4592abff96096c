import { existsSync } from 'node:fs';
import { pushAll } from '../../../base/iterables.ts';
import { refuse } from '../../../domain/errors.ts';
import { FETCH, storeCall } from '../call/environment.ts';
import { git } from '../call/git.ts';
import { type RunPlace, repositoryPaths, runPaths, runRef } from '../store/paths.ts';
import { commitsInReflogs } from '../store/reflogs.ts';
import { inStore, outputLine } from '../store/store-repo.ts';
import { preparedAs } from '../worktree/prepare.ts';
import { viewAgent } from './agent-view.ts';
import { rescueFiles } from './rescue-files.ts';

export interface Rescued {
  /** Counts the rescues of a run. */
  n: number;
  /** In the store: the agent's own refs, `HEAD`, `tips/<k>` (commits that only its reflogs knew), `files`. */
  refs: { name: string; commit: string }[];
  /** Ignored or nested files that were left out for their size. */
  left: string[];
  /** What could not be kept, with what git said. */
  lost: { what: string; why: string }[];
}

/** Commits known to reflogs alone that are kept, newest first. */
const MAX_TIPS = 1000;

/**
 * Keeps everything that a run has under refs of the store: each commit the agent could still name, and the files of its worktree, byte for
 * byte, with ignored and nested ones (up to the sizes in `rescue-files.ts`, which are told). Not kept: times, empty folders, modes but
 * x, and what was only staged. For a run whose agent is dead.
 */
export async function rescue(place: RunPlace): Promise<Rescued> {
  const run = runPaths(place);
  const base =
    (await baseOf(place)) ?? refuse('not-found', `${place.id} was never prepared: there is nothing to rescue`);
  const n = await nextNumber(place);
  const under = `${runRef(place.id, 'rescue')}/${n}`;
  const rescued: Rescued = { n, refs: [], left: [], lost: [] };
  const view = await viewAgent(place, base);
  if (view !== undefined) {
    await rescueRefs(place, view, under, rescued);
    await rescueTips(place, view, under, rescued);
  } else if (existsSync(run.repo)) {
    rescued.lost.push({ what: run.repo, why: 'its HEAD is no HEAD of a git folder' });
  }
  if (existsSync(run.tree)) {
    const head = await resolved(place, `${under}/HEAD`);
    const { left } = await rescueFiles(place, {
      ref: `${under}/files`,
      parent: head ?? base,
      base,
      title: `Rescue ${n} of ${place.id}`,
    });
    pushAll(rescued.left, left);
  }
  rescued.refs = await refsUnder(place, under);
  return rescued;
}

/**
 * Takes the names off a rescue that lead to nothing new: commits that the run's result has (its base where there is none), and files that
 * are the result's. Gives the rescue without them.
 */
export async function forgetKept(place: RunPlace, rescued: Rescued): Promise<Rescued> {
  const last = (await resolved(place, runRef(place.id, 'result'))) ?? (await resolved(place, runRef(place.id, 'base')));
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

/** What a run started from, also when the agent deleted what we wrote of it; undefined when it never was prepared so far. */
export async function baseOf(place: RunPlace): Promise<string | undefined> {
  if (!existsSync(repositoryPaths(place).store)) return undefined;
  return (await preparedAs(runPaths(place)))?.base ?? (await resolved(place, runRef(place.id, 'base')));
}

async function resolved(place: RunPlace, ref: string): Promise<string | undefined> {
  const found = await inStore(place, ['rev-parse', '-q', '--verify', `${ref}^{commit}`], { codes: [0, 1, 128] });
  return found.code === 0 ? outputLine(found) : undefined;
}

async function nextNumber(place: RunPlace): Promise<number> {
  const root = `${runRef(place.id, 'rescue')}/`;
  const taken = (await refsUnder(place, root)).map(({ name }) => Number.parseInt(name.slice(root.length), 10));
  return Math.max(0, ...taken) + 1;
}

async function refsUnder(place: RunPlace, under: string): Promise<Rescued['refs']> {
  const lines = await listed(place, ['--format=%(objectname) %(refname)', under]);
  return lines.map((line) => ({ commit: line.slice(0, line.indexOf(' ')), name: line.slice(line.indexOf(' ') + 1) }));
}

async function listed(place: RunPlace, args: readonly string[]): Promise<string[]> {
  const { out } = await inStore(place, ['for-each-ref', ...args]);
  return out.toString().split('\n').filter(Boolean);
}

/** All at once; one by one when a broken one among them stops that. */
async function rescueRefs(place: RunPlace, view: string, under: string, rescued: Rescued): Promise<void> {
  const all = await bring(place, view, [`+refs/*:${under}/refs/*`]);
  if (all !== undefined) {
    const listed = await git(storeCall(view, ['for-each-ref', '--format=%(refname)'], { codes: ANY }));
    for (const ref of listed.out.toString().split('\n').filter(Boolean)) {
      const why = await bring(place, view, [`+${ref}:${under}/${ref}`]);
      if (why !== undefined) rescued.lost.push({ what: ref, why });
    }
  }
  const head = await git(storeCall(view, ['rev-parse', '-q', '--verify', 'HEAD^{commit}'], { codes: ANY }));
  if (head.code !== 0) return;
  const why = await bring(place, view, [`+${outputLine(head)}:${under}/HEAD`]);
  if (why !== undefined) rescued.lost.push({ what: 'HEAD', why });
}

const ANY = [0, 1, 128];

/** undefined when it worked, else what git said. */
async function bring(place: RunPlace, view: string, refspecs: readonly string[]): Promise<string | undefined> {
  const { code, err } = await inStore(place, [...FETCH, view, ...refspecs], { codes: ANY });
  return code === 0 ? undefined : err.trim();
}

/** Commits that were amended, reset away or on deleted branches. */
async function rescueTips(place: RunPlace, view: string, under: string, rescued: Rescued): Promise<void> {
  const known = await existing(view, await commitsInReflogs(runPaths(place).repo));
  if (known.length === 0) return;
  const args = ['rev-list', '--parents', `--max-count=${MAX_TIPS * 10}`, '--stdin', '--not', '--all'];
  const input = `${known.join('\n')}\n`;
  const { code, out, err } = await git(storeCall(view, args, { input, codes: ANY }));
  if (code !== 0) {
    rescued.lost.push({ what: 'reflogs', why: err.trim() });
    return;
  }
  const rows = out
    .toString()
    .split('\n')
    .filter(Boolean)
    .map((line) => line.split(' '));
  const parents = new Set(rows.flatMap(([, ...above]) => above));
  const tips = rows.map(([commit]) => commit!).filter((commit) => !parents.has(commit));
  const refspecs = tips.slice(0, MAX_TIPS).map((commit, at) => `+${commit}:${under}/tips/${at + 1}`);
  if (refspecs.length === 0) return;
  const why = await bring(place, view, refspecs);
  if (why !== undefined) rescued.lost.push({ what: 'commits in reflogs', why });
  if (tips.length > MAX_TIPS)
    rescued.lost.push({ what: `${tips.length - MAX_TIPS} commits in reflogs`, why: 'too many' });
}

/** Those of the names that are commits whose object is there. */
async function existing(view: string, names: readonly string[]): Promise<string[]> {
  const asked = await git(
    storeCall(view, ['cat-file', '--batch-check=%(objectname) %(objecttype)'], {
      input: names.map((name) => `${name}\n`).join(''),
    }),
  );
  return asked.out
    .toString()
    .split('\n')
    .flatMap((line) => (line.endsWith(' commit') ? [line.split(' ')[0]!] : []));
}
