import type { Run } from '../../domain/records.ts';
import type { Changed } from '../../domain/runs/change-shapes.ts';
import type { Context } from '../../work/workspace/context.ts';
import { findRun, runsIn } from '../find-run.ts';
import { changesBetween } from '../git/index.ts';
import { locateRun } from '../run-folder.ts';

export type NothingNew = NonNullable<NonNullable<Run['merged']>['nothing']>;

/** Maximum number of earlier merges that are compared, the newest first. */
const MOST = 50;

/**
 * Finds out whether the merge of a run made no commit, because the branch had its changes already, and which merge
 * brought them.
 * @param together the runs that land together, in their order
 * @returns undefined if the run has a commit of its own. Without `by`, no single merge has all changes
 */
export async function nothingNew(
  context: Context,
  run: Run,
  together: readonly string[],
): Promise<NothingNew | undefined> {
  const { state } = context.store;
  const { commit, old } = run.merge!;
  const before = together.slice(0, together.indexOf(run.id)).map((id) => findRun(state, id));
  if (commit !== old && !before.some(({ merge }) => merge?.commit === commit)) return undefined;
  try {
    const own = await changesBetween(locateRun(context, run), run.base, run.verdict!.commit);
    for (const other of [...landedBefore(context, run), ...before].reverse().slice(0, MOST)) {
      const landed = (other.merged ?? other.merge!).commit;
      const there = await changesBetween(locateRun(context, run), `${landed}^`, landed);
      if (own.length > 0 && hasAll(there, own)) return { by: other.id };
    }
  } catch (error) {
    // The merge is a fact already. A comparison that fails names no other run.
    context.store.appendDiagnostic(`merge of ${run.id}: ${String(error)}`);
  }
  return {};
}

/** Lists the merges that the branch still has, with commits of their own, the oldest first. */
function landedBefore({ store }: Context, { id, repository, target }: Run): Run[] {
  return runsIn(store.state)
    .filter((run) => run.id !== id && run.repository === repository && run.target === target)
    .filter(({ merged, reverted }) => merged && merged.nothing === undefined && !reverted)
    .sort((a, b) => (a.merged!.at < b.merged!.at ? -1 : 1));
}

/** Checks whether a comparison has all changes of another one: the same paths with the same contents. */
function hasAll(all: readonly Changed[], some: readonly Changed[]): boolean {
  const known = new Set(all.map(keyOf));
  return some.every((change) => known.has(keyOf(change)));
}

const keyOf = ({ path, blob, from = '' }: Changed): string => `${blob} ${from}\0${path}`;
