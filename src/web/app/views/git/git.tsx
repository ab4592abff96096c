import { ViewHead } from '../../parts/view-head.tsx';
import { Checkouts } from './checkouts.tsx';
import { Hooks } from './hooks.tsx';
import { MergeQueue } from './merge-queue.tsx';
import { RunsTable } from './runs-table.tsx';
import { TargetHistory } from './target-history.tsx';

/** The Git page: merge queue, runs with branches and worktrees, history of the target branches, checkouts and hooks. */
export function Git() {
  return (
    <>
      <ViewHead title="Git" />
      <div class="page stack">
        <MergeQueue />
        <RunsTable />
        <TargetHistory />
        <Checkouts />
        <Hooks />
      </div>
    </>
  );
}
