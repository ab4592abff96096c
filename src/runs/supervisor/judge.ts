import { KEPT_PATHS } from '../../domain/kinds/run-parts.ts';
import { repoOf } from '../../domain/repository.ts';
import type { Task } from '../../domain/task.ts';
import { type CheckResult, checksFor } from '../checks.ts';
import { type Snapshot, takeSnapshot } from '../git/index.ts';
import { outsideOf } from '../outside.ts';
import { repositoryNamed } from '../place.ts';
import { runSettings } from '../settings.ts';
import { runChecks } from './checking.ts';
import { checkoutChanges } from './checkout.ts';
import type { Desk } from './desk.ts';

/** Records the result as a commit, and how it lies to the scope. @throws BacklogError of git, with the reason of the run in `data` */
export async function recordResult(desk: Desk, task: Task): Promise<Snapshot> {
  const { place, events, context } = desk;
  const run = desk.run();
  const message = `${task.description}\n\nRun ${run.id} of task ${task.id}.`;
  const snapshot = await takeSnapshot(place, { base: run.base, message });
  const { commit, tree, changed, nested } = snapshot;
  const { repositories, caseInsensitive } = context();
  const outside = outsideOf(touched(snapshot), run.scope, {
    caseInsensitive,
    repo: repoOf(repositoryNamed(repositories, run.repository)),
  });
  const result = {
    commit,
    tree,
    files: changed.length,
    added: changed.reduce((sum, file) => sum + file.added, 0),
    deleted: changed.reduce((sum, file) => sum + file.deleted, 0),
    paths: changed.map(({ path }) => path).slice(0, KEPT_PATHS),
    outside: outside.slice(0, KEPT_PATHS),
    nested,
  };
  const checkout = await checkoutChanges(desk);
  await desk.note((now) => ({ ...now, result, ...(checkout.length > 0 ? { checkout } : {}) }));
  events.add({ type: 'snapshot', commit, files: changed.length, outside: outside.length });
  return snapshot;
}

/** Every path that a result has to do with: of a file that moved, both. */
function touched({ changed }: Snapshot): string[] {
  return changed.flatMap(({ path, from }) => (from === undefined ? [path] : [from, path]));
}

/** Runs the checks that the result has to pass, in the worktree. */
export function checkResult(desk: Desk, snapshot: Snapshot, task: Task): Promise<CheckResult[]> {
  const { state } = desk.opened.store;
  const around = { ...checkingIn(desk), commit: snapshot.commit, timeoutMs: runSettings(state).checkMs };
  return runChecks(checksFor(state, task, touched(snapshot)), around, ({ name, ok, why, ms }) =>
    desk.events.add({ type: 'check', name, ok, why, ms }),
  );
}

/** Where commands that a person wrote run for the run. */
export function checkingIn({ opened, paths, env, id, signal }: Desk) {
  return { folder: paths.tree, output: paths.folder, env, run: id, store: opened.store.dir, signal };
}
