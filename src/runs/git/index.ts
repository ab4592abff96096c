export type { Lost } from './agent-view.ts';
export type { Changed } from './changed.ts';
export { type CheckoutChange, type CheckoutMark, checkoutChange, checkoutMark } from './checkout-mark.ts';
export { type CheckoutStatus, checkoutStatus } from './checkout-status.ts';
export { type Cleaned, type CleanWish, cleanRun, type WorkLeft, workKept, workLeft } from './clean.ts';
export { bringCommit, commitNamed, commitsBetween, commitsHere, type Node, namedCommits } from './commits.ts';
export { type DiffRow, diffRows } from './diff-rows.ts';
export { type DiffWish, diffBytes, diffText } from './diff-text.ts';
export { type Author, BACKLOG_AUTHOR } from './environment.ts';
export { asLeft, isBefore, isShallow, outsideOf, sameChange } from './evidence.ts';
export { linesAt } from './file-at.ts';
export { checkGit } from './git.ts';
export { hookedMessage, runHook } from './hooked.ts';
export { type Deferral, deferralText, OF_FILES } from './landing/deferral.ts';
export { type Landed, type Landing, land, tipOf } from './landing/land.ts';
export { type LandingJournal, type Recovered, recoverLanding } from './landing/recover.ts';
export { wholeLfsFiles } from './lfs-files.ts';
export { listWorktrees, measureRun, type Worktree } from './list.ts';
export { clearLocks } from './locks.ts';
export { type Merged, type MergeResult, type MergeStep, type MergeWish, mergeResults } from './merge.ts';
export type { Conflict } from './merge-output.ts';
export { packStores } from './pack.ts';
export {
  type GitRepository,
  type RunPaths,
  type RunPlace,
  type RunsPlace,
  repositoryPaths,
  runPaths,
} from './paths.ts';
export { type Person, personIn } from './person.ts';
export { type Preparation, prepareWorktree } from './prepare.ts';
export { markReadied, notAgents, workPaths } from './readied.ts';
export { push, type RemoteCall, RemoteRefused, remoteHeads, remotesOf } from './remote.ts';
export { type Rescued, rescue } from './rescue.ts';
export { restoreFiles } from './restore.ts';
export { commitsSaying, revertsOf } from './reverted.ts';
export { checkoutScratch } from './scratch.ts';
export { settleIndex } from './settle-index.ts';
export { changesBetween, HistoryLost, type Snapshot, type SnapshotWish, takeSnapshot } from './snapshot.ts';
export { isAncestor, type Target, targetTip } from './target.ts';
export { branchTip } from './tip-file.ts';
export { applyUpdate, makeUpdate, marksLeft, type Update } from './update.ts';
