export type { ArchivedRow, ArchiveFile } from './archive/file.ts';
export { MOST_ROWS } from './archive/keep.ts';
export type { StoreAuthors } from './authors/authors.ts';
export type { Backend, BackendGarbage, BackendUpkeep, Content, FolderEntry } from './backend.ts';
export { type AuthorChecks, authorRoles } from './backends/author-roles.ts';
export { onLoss } from './backends/losses.ts';
export { type MemoryFile, memoryBackend } from './backends/memory.ts';
export { blobsNamedIn } from './blobs/blobs.ts';
export { sha256, uuidOf } from './blobs/sha256.ts';
export { appendDiagnostic, readDiagnostics } from './diagnostics.ts';
export type { DoctorReport, StoreProblem } from './doctor/report.ts';
export type { Salvaged } from './doctor/salvage.ts';
export { countSetAside } from './doctor/set-aside.ts';
export { errnoMeaning, goneQueue, isDamage, isNoHardLinks, isPassing, type TailDamage } from './failure.ts';
export { APPEND_LIMITS, type StoreFigures } from './figures.ts';
export { GUARD_KINDS, readSnapshot, type Snapshot } from './guard/snapshot.ts';
export type { Commit } from './log/commit.ts';
export { type HistoryQuery, QUIET_TX } from './log/history.ts';
export { newestMark } from './log/last-change.ts';
export type { Maintained } from './maintain.ts';
export { useOther } from './move/move.ts';
export { followHint, movedTo } from './move/moved.ts';
export { followMove, type MovedQueue, moveQueue } from './move/queue.ts';
export { keepOwner, makeOwnFolder, ownerBesidesRoot } from './owner.ts';
export { type Change, type RecordFields, same } from './state/change.ts';
export type { Tx, TxView } from './state/stage.ts';
export type { AppliedChange, Index, PutRecord, State, StateRecord } from './state/state.ts';
export { openStore } from './store.ts';
export type { Timing } from './timing.ts';
export type { CommitResult, Store, StoreOptions, Undone, UndoOptions, WriteMeta } from './types.ts';
export { canUndo, undoneIn } from './undo/undo-target.ts';
export { assignStore, checkAddress, prepareStore, storeAddress } from './workspace/assign-store.ts';
export { findWorkspace, RUN_REPOSITORY, whereDamaged } from './workspace/find-workspace.ts';
export { checkedOutIn, gitHead, hasRefFiles, linkedWorktree, NO_REF_FILES, worktreeAround } from './workspace/git.ts';
export { isInside, type LinkName, leadsOut, linkNames, realPath, realSpelling } from './workspace/links.ts';
export { markUsed, putMarker, readMarker, removeMarker } from './workspace/marker.ts';
export { DISK, endJoin, noteJoin, type PendingJoin, pendingJoin } from './workspace/pending-join.ts';
export { notedQueue, noteQueue } from './workspace/queue-index.ts';
export { linkAt, readableFile, writeFileOfQueue, writeSmallFile } from './workspace/small-file.ts';
export {
  addressIn,
  FOUND_BY,
  isFromEnvironment,
  isListed,
  isStore,
  keepAddress,
  type MarkerDamage,
  storeFolders,
  storeOf,
  storePlace,
  type Workspace,
  type WorkspaceQuery,
} from './workspace/workspace.ts';
