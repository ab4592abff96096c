import { ViewHead } from '../../parts/view-head.tsx';
import { Branches } from './branches.tsx';
import { Checkouts } from './checkouts.tsx';
import { Hooks } from './hooks.tsx';
import { MergeQueue } from './merge-queue.tsx';
import { Worktrees } from './worktrees.tsx';

/** The Git page: merge queue, branches, worktrees, checkouts and hooks. No other program is needed for it. */
export function Git() {
  return (
    <>
      <ViewHead title="Git" />
      <div class="page stack">
        <MergeQueue />
        <Branches />
        <Worktrees />
        <Checkouts />
        <Hooks />
      </div>
    </>
  );
}
