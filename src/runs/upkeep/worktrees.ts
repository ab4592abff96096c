import { lstat, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { shellWord } from '../../base/shell-word.ts';
import type { Run } from '../../domain/records.ts';
import { shortCommit } from '../../domain/runs/commit-id.ts';
import type { RunState } from '../../domain/runs/run-states.ts';
import { isLive } from '../../domain/runs/run-states.ts';
import { isRunHere } from '../../work/processes/run-here.ts';
import type { Context } from '../../work/workspace/context.ts';
import { runsIn } from '../find-run.ts';
import {
  goingFolders,
  howToDelete,
  listWorktrees,
  measureRun,
  movedAside,
  storeHasCommit,
  type Worktree,
} from '../git/index.ts';
import { locateKeptRun, runsFolder } from '../run-folder.ts';

export interface KnownWorktree {
  id: string;
  folder: string;
  branch: string | null;
  /** The state of the run; null for a folder without a run. */
  state: RunState | null;
  bytes: number;
  /** True if `bytes` was measured from all files, false if it was estimated from the start commit. */
  measured: boolean;
}

/** Lists the worktrees of runs with their disk use. With `measure`, reads the size of every file, which is slow. */
export async function worktreesOf(
  context: Pick<Context, 'store' | 'clock'>,
  measure: boolean,
): Promise<KnownWorktree[]> {
  const runs = runsFolder(context);
  const known = new Map(runsIn(context.store.state).map((run) => [run.id, run]));
  const listed = await listWorktrees(runs);
  return Promise.all(
    listed.map(async (one) => {
      const bytes = measure ? await measureRun({ runs, id: one.id }, context.clock.now) : one.bytes;
      return worktree({ ...one, bytes }, known.get(one.id), measure);
    }),
  );
}

function worktree(
  { id, tree, branch, bytes, measured }: Worktree,
  run: Run | undefined,
  fresh: boolean,
): KnownWorktree {
  return {
    id,
    folder: tree,
    branch: branch ?? null,
    state: run?.state ?? null,
    bytes,
    measured: fresh || measured !== undefined,
  };
}

/**
 * Lists problems of worktrees for `doctor`: worktrees without a run, active runs without a worktree, what Backlog moved
 * aside, and what it could not delete.
 */
export async function worktreeFindings(context: Context): Promise<{ problem: string; advice: string }[]> {
  const all = await worktreesOf(context, false);
  const orphans = all.filter(({ state }) => state === null);
  const there = new Set(all.map(({ id }) => id));
  const aside = await movedAside(runsFolder(context));
  const going = (await goingFolders(runsFolder(context))).filter(({ id }) => {
    const { cleaner } = context.store.state.get('run', id) ?? {};
    return cleaner === undefined || !context.alive(cleaner);
  });
  const lost = runsIn(context.store.state).filter(
    (run) =>
      isRunHere(run, context.store) &&
      !there.has(run.id) &&
      !run.cleaned &&
      (run.result !== undefined || (run.rounds ?? []).length > 0) &&
      (isLive(run.state) || run.state === 'review'),
  );
  const isKept = async (run: Run) =>
    run.result !== undefined &&
    (await storeHasCommit(locateKeptRun(context, run), run.result.commit).catch(() => false));
  const kept = new Set((await Promise.all(lost.map(async (run) => ((await isKept(run)) ? [run] : [])))).flat());
  return [
    ...(await inPlaceOfRuns(runsFolder(context))),
    ...orphans.map(({ id, folder, branch }) => ({
      problem: `${folder} is the worktree of run ${id}, which this queue does not contain`,
      advice: orphanAdvice({ folder, branch }),
    })),
    ...lost.map((run) => ({
      problem: `the worktree of run ${run.id} no longer exists`,
      advice:
        run.result && kept.has(run)
          ? `Its last result ${shortCommit(run.result.commit)} is kept: run_diff ${run.id}. To start again in a new run: run_retry ${run.id}.`
          : `To start again in a new run: run_retry ${run.id}.`,
    })),
    ...going.map(({ id, path }) => ({
      problem: `${path} is a part of the deleted worktree of run ${id} that could not be deleted`,
      advice: howToDelete(path),
    })),
    ...aside.map((path) => ({
      problem: `${path} is no longer used: Backlog moved it aside`,
      advice: `An agent or a check left it, or a repair replaced it. If you need nothing of it, delete it: \`rm -rf ${shellWord(path)}\``,
    })),
  ];
}

/** Reports what is in the place of the folder with all worktrees. Without that folder, no run can begin. */
async function inPlaceOfRuns(runs: string): Promise<{ problem: string; advice: string }[]> {
  const [found, behind] = await Promise.all([lstat, stat].map((facts) => facts(runs).catch(() => undefined)));
  if (!found || behind?.isDirectory()) return [];
  const advice = `Move it away: \`mv ${shellWord(runs)} ${shellWord(`${runs}.away`)}\``;
  return [{ problem: `${runs} is no folder, so no run can begin`, advice }];
}

/**
 * Advises on the worktree of a run without a record. No command of Backlog can take such work, but git can. The worktree
 * may have files that no commit contains, and it started at an older commit than the person's checkout has.
 */
function orphanAdvice({ folder, branch }: Pick<KnownWorktree, 'folder' | 'branch'>): string {
  const tree = shellWord(folder);
  const remove = `\`rm -rf ${shellWord(dirname(folder))}\``;
  const why = 'The queue was restored or salvaged, or the folder was copied.';
  if (branch === null) return `${why} It was not prepared, so it has no work. Delete it: ${remove}`;
  const commit = `git -C ${tree} add -A && git -C ${tree} commit -qn --allow-empty -m 'Unfinished work'`;
  return `${why} To bring its work into your checkout: \`${commit} && git fetch -q ${tree} HEAD && git merge --squash FETCH_HEAD\`. Then delete it: ${remove}`;
}
