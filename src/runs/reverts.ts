import type { Run } from '../domain/records.ts';
import type { Context } from '../work/workspace/context.ts';
import { putRun } from './change.ts';
import { findRun, runsIn } from './find.ts';
import { commitsSaying, type Reverted, revertedIn } from './git/index.ts';
import { marksOf } from './merge/message.ts';
import { noticeProposals } from './merge/propose.ts';
import { repositoryNamed } from './place.ts';
import { reopenOf } from './task-side.ts';

/** Merged runs that are looked at, at most: the newest of each target. */
const LOOKED_AT = 200;

/**
 * Finds merged runs whose commit is in its target no more, or was reverted there: their tasks are open again. One that has another name
 * since a person rewrote the history is known by its message. What was proposed to a forge and is in its target by now is merged. How many tasks were opened or done.
 */
export async function noticeReverts(context: Context): Promise<number> {
  let noticed = await noticeProposals(context);
  for (const runs of byTarget(runsIn(context.store.state))) {
    const [{ repository, target }] = runs as [Run];
    if (!context.repositories.all.some(({ name }) => name === repository)) continue;
    const place = repositoryNamed(context.repositories, repository);
    const commits = runs.map((run) => run.merged!.commit);
    const found = (await revertedIn(place, target, commits)).map((one) => ({ ...one, run: runWith(runs, one.commit) }));
    const gone = found.filter(({ why }) => why === 'gone');
    const renamed = await commitsSaying(
      place,
      target,
      gone.map(({ run }) => marksOf(run)),
    );
    for (const [i, { run }] of gone.entries()) if (renamed[i]) await follow(context, run, renamed[i]);
    const lost = found.filter((one) => !renamed[gone.indexOf(one)]);
    for (const one of lost) noticed += await reopen(context, one.run, one);
  }
  return noticed;
}

function byTarget(runs: readonly Run[]): Run[][] {
  const groups = new Map<string, Run[]>();
  for (const run of runs.filter(({ merged, reverted }) => merged && !reverted).slice(-LOOKED_AT)) {
    const key = `${run.repository} ${run.target}`;
    groups.set(key, [...(groups.get(key) ?? []), run]);
  }
  return [...groups.values()];
}

function runWith(runs: readonly Run[], commit: string): Run {
  return runs.find(({ merged }) => merged?.commit === commit)!;
}

/** A person rebased, amended or squashed it: it is there under another name. */
async function follow(context: Context, { id }: Run, commit: string): Promise<void> {
  await context.write('run_follow', (tx) => {
    const now = findRun(tx, id);
    if (now.merged) putRun(tx, { ...now, merged: { ...now.merged, commit } });
  });
}

async function reopen(context: Context, run: Run, { commit, by }: Reverted): Promise<number> {
  return context.write('run_revert', (tx) => {
    const now = findRun(tx, run.id);
    if (now.reverted) return 0;
    putRun(tx, { ...now, reverted: { at: tx.at, ...(by ? { commit: by } : {}) } });
    const how = by ? `was reverted by ${by.slice(0, 12)}` : 'is not in the branch any more';
    reopenOf(tx, context, now, `The merge of run ${run.id} (${commit.slice(0, 12)}) ${how}.`);
    return 1;
  });
}
