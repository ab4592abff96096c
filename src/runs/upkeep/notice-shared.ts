import { groupedBy } from '../../base/iterables.ts';
import { ownActor } from '../../domain/own-actors.ts';
import { isRunHere } from '../../work/processes/run-here.ts';
import type { Context } from '../../work/workspace/context.ts';
import { findRun, runsIn } from '../find-run.ts';
import { commitsAtRemotes } from '../git/index.ts';
import { putRun } from '../lifecycle/apply-transition.ts';

/**
 * Records which merged commits a remote has by now, as git's remote-tracking refs say. Texts for a service name only
 * these.
 * @param tasks the ids of the tasks about which a text is sent
 */
export async function noticeShared(context: Context, tasks: ReadonlySet<string>): Promise<void> {
  const { store, repositories } = context;
  const unknown = runsIn(store.state).filter(
    (run) => tasks.has(run.task) && run.merged && !run.merged.shared && !run.reverted && isRunHere(run, store),
  );
  for (const [name, runs] of groupedBy(unknown, (run) => run.repository)) {
    const repository = repositories.all.find((one) => one.name === name && one.common !== undefined);
    if (!repository) continue;
    const there = await commitsAtRemotes(
      repository,
      runs.map((run) => run.merged!.commit),
    );
    const shared = runs.filter((run) => there.has(run.merged!.commit));
    if (shared.length === 0) continue;
    await store.write({ command: 'run_follow', actor: ownActor('history') }, (tx) => {
      for (const { id, merged } of shared) {
        const now = findRun(tx, id);
        if (now.merged?.commit === merged!.commit) putRun(tx, { ...now, merged: { ...now.merged, shared: true } });
      }
    });
  }
}
