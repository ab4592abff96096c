import { touchedTasks } from '../report/touched.ts';
import type { Commit } from '../store/index.ts';
import type { Context } from '../work/workspace/context.ts';

/** Maximum number of commits to search for changed tasks. After more commits, an answer contains all tasks. */
const MOST_COMMITS = 500;

/**
 * Returns the tasks that may have changed in commits after `since`, including commits that arrive during the read.
 * Undefined if any task may have changed.
 */
export async function touchedAfter({ store, queue }: Context, since: number): Promise<ReadonlySet<string> | undefined> {
  if (since > store.state.seq || store.state.seq - since > MOST_COMMITS) return undefined;
  const changes: Commit['changes'][number][] = [];
  for (let read = since; read < store.state.seq; ) {
    const to = store.state.seq;
    for await (const commit of store.history({ from: read + 1, to, quiet: true })) changes.push(...commit.changes);
    read = to;
  }
  return touchedTasks(changes, { queue, get: (kind, id) => store.state.get(kind, id) });
}
