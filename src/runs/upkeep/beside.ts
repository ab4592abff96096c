import type { Run } from '../../domain/records.ts';
import { isInReview } from '../../domain/runs/run-states.ts';
import type { Context } from '../../work/workspace/context.ts';
import { findRun, runsIn } from '../find-run.ts';
import { branchTip, commitsTouching } from '../git/index.ts';
import { putRun } from '../lifecycle/apply-transition.ts';
import { repositoryNamed } from '../run-folder.ts';
import { resultPaths } from './find-in-branch.ts';
import type { Looked } from './target-history-cache.ts';

/**
 * Stores which commits of their target branch change the files of results under review. The merge is tested anyway; the
 * reviewer only learns of them.
 * @param looked the branch's commit and the result at the last reading, by run
 */
export async function noticeBeside(context: Context, looked: Looked): Promise<void> {
  const reviewed = runsIn(context.store.state).filter((run) => isInReview(run.state) && resultPaths(run).length > 0);
  for (const run of reviewed) {
    const { id, repository: name, target, base, result } = run;
    if (!context.repositories.all.some((one) => one.name === name)) continue;
    const repository = repositoryNamed(context.repositories, name);
    const tip = await branchTip(repository, target);
    const [key, seen] = [`beside ${id}`, `${base} ${result!.commit} ${tip}`];
    if (tip === undefined || looked.get(key) === seen) continue;
    looked.set(key, seen);
    // The start commit of a stacked run can be missing here.
    const commits = await commitsTouching(repository, `${base}..${tip}`, resultPaths(run)).catch(() => []);
    await noteBeside(
      context,
      run,
      commits.map(({ commit }) => commit),
    );
  }
}

async function noteBeside(context: Context, { id, beside = [] }: Run, commits: readonly string[]): Promise<void> {
  if (commits.join() === beside.join()) return;
  await context.write('run_follow', (tx) => {
    const { beside: _, ...run } = findRun(tx, id);
    putRun(tx, { ...run, ...(commits.length > 0 ? { beside: [...commits] } : {}) });
  });
}
