export { errnoBehind, failureText } from './call/cause.ts';
export { type Author, BACKLOG_AUTHOR } from './call/environment.ts';
export { checkGit } from './call/git.ts';
export { hookedMessage, runHook } from './call/hooked-git.ts';
export { type Person, personIn } from './call/person-settings.ts';
export {
  addressOf,
  fetchBranch,
  push,
  pushForward,
  type RemoteCall,
  type RemoteFailure,
  RemoteRefused,
  remoteHeads,
  remotesOf,
  trackingRef,
} from './call/remote.ts';
export { changesBetween, pathsOf } from './diff/changed.ts';
export { blobAt, contentsAt, linesAt, pathsAt, pathsNaming } from './diff/contents.ts';
export { type DiffOptions, diffBytes, diffRows, diffText } from './diff/diff-text.ts';
export { type BytePath, pathText } from './diff/path-text.ts';
export { unconvertedText } from './filters/filter-index.ts';
export {
  areUnchanged,
  commitsAtRemotes,
  commitsNotIn,
  isBefore,
  sameChange,
  sameFiles,
} from './history/change-evidence.ts';
export {
  bringCommit,
  type CommitNode,
  commitNamed,
  commitsBetween,
  commitsHere,
  namedCommits,
} from './history/commits.ts';
export { formerPaths } from './history/committed-files.ts';
export { type BranchCommit, branchLog, commitsApart, commitsTouching, newestOnly } from './history/log.ts';
export { commitsSaying, revertsOf } from './history/reverted.ts';
export { countCommits, newestTags, type Tag, tagBefore } from './history/tags.ts';
export { takesBack } from './history/takes-back.ts';
export { isAncestor, type TargetBranch, targetTip, tipOfTarget } from './history/target.ts';
export { branchTip, tipOf } from './history/tip-file.ts';
export { type Deferral, deferralText, type ModuleText, moduleLines, OF_FILES } from './landing/deferral.ts';
export { type GroundFacts, readGroundFacts } from './landing/ground-facts.ts';
export { type Landed, type Landing, type LeftUndone, land } from './landing/land.ts';
export { unprovedText } from './landing/proof.ts';
export { type LandingJournal, type Recovered, recoverLanding } from './landing/recover.ts';
export { filesOfObjects, isOfMachine, problemOfTarget } from './landing/refused.ts';
export { commitEdits, type FileEdit } from './merge/commit-edits.ts';
export { compareLanded } from './merge/compare-landed.ts';
export {
  type MadeMerge as Merged,
  type MergeOptions,
  type MergeResult,
  type MergeStep,
  mergeResults,
} from './merge/make-merge.ts';
export { makeRevert, type Reverted } from './merge/make-revert.ts';
export { markersLeft } from './merge/markers-left.ts';
export type { TreeConflict } from './merge/merge-tree.ts';
export { applyUpdate, keepBranches, makeUpdate, type Update } from './merge/update.ts';
export type { Lost } from './snapshot/agent-view.ts';
export { commitsBesideHead, withoutBeside } from './snapshot/beside-head.ts';
export { distinctWork, missingEntries } from './snapshot/missing-entries.ts';
export { type Rescued, rescue } from './snapshot/rescue.ts';
export { RESCUE_KEEPS } from './snapshot/rescue-files.ts';
export { HistoryLost, type RunSnapshot, type SnapshotOptions, takeSnapshot } from './snapshot/snapshot.ts';
export { clearLocks } from './store/git-dir.ts';
export { movedAside } from './store/mend-refs.ts';
export { mendPrivateStore, storeHasCommit } from './store/mend-store.ts';
export { packStores } from './store/pack.ts';
export {
  commonOf,
  type GitRepository,
  passPaths,
  type RunPaths,
  type RunPlace,
  type RunsPlace,
  repositoryPaths,
  runPaths,
  runRef,
  type SealedPaths,
} from './store/paths.ts';
export { isShallow } from './store/promised.ts';
export { isIdUsed } from './store/run-ids.ts';
export { storeRef } from './store/store-repo.ts';
export { emptyText } from './submodules/fill.ts';
export { bringSubmodules } from './submodules/land-modules.ts';
export { putModuleFilesBack } from './submodules/put-files-back.ts';
export { type CheckoutChange, type CheckoutMark, checkoutChange, checkoutMark } from './worktree/checkout-mark.ts';
export { type CheckoutStatus, checkoutStatus } from './worktree/checkout-status.ts';
export {
  type Cleaned,
  type CleanOptions,
  cleanRun,
  goingFolders,
  howToDelete,
  undeletableIn,
  type WorkLeft,
  workKept,
  workLeft,
} from './worktree/clean-run.ts';
export { fillSealed } from './worktree/fill-sealed.ts';
export { type Ground, type LeftModule, readGround } from './worktree/ground.ts';
export { replaceHardLinks } from './worktree/hard-links.ts';
export { ignoredPaths, trackedFiles } from './worktree/ignored-paths.ts';
export { listWorktrees, measureRun, type Worktree } from './worktree/list-worktrees.ts';
export { type Preparation, prepareWorktree } from './worktree/prepare.ts';
export { markReadied, notAgents, workPaths } from './worktree/readied.ts';
export { clearFolder, removeAll, type Undeletable } from './worktree/remove-all.ts';
export {
  putBack,
  repairConfig,
  repairGitFolder,
  repairIndex,
  repairPointer,
  resetWorktree,
  restoreFiles,
} from './worktree/repair.ts';
export {
  besideCommit,
  commitSealed,
  restoreSealed,
  type Seal,
  type SealedChange,
  type SealedFile,
  sealedChange,
  sealFolder,
} from './worktree/sealed.ts';
export { moveStraysAside } from './worktree/strays.ts';
