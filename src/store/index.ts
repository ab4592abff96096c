export type { ArchiveFile } from './archive/file.ts';
export { MOST_ROWS } from './archive/keep.ts';
export type { ArchivedRow } from './archive/row.ts';
export type { Backend, Content, Entry, Upkeep } from './backend.ts';
export { type MemoryFile, memoryBackend } from './backends/memory.ts';
export { blobsNamedIn } from './blob-names.ts';
export { type Change, type Fields, same } from './change.ts';
export type { Commit } from './commit.ts';
export { appendDiagnostic } from './diagnostics.ts';
export type { Problem, Report } from './doctor/report.ts';
export { examineStore, mendStore } from './doctor/store.ts';
export { isDamage, isNoHardLinks } from './failure.ts';
export { worktreeAround } from './git.ts';
export { type HistoryQuery, QUIET } from './history.ts';
export type { Maintained } from './maintain.ts';
export { putMarker, removeMarker } from './marker.ts';
export { keepOwner, makeOwnFolder, ownerBesidesRoot } from './owner.ts';
export { RUN_REPOSITORY } from './run-tree.ts';
export { readSmallFile } from './small-file.ts';
export type { Tx } from './stage.ts';
export type { Index, RecordOf, State } from './state.ts';
export { openStore } from './store.ts';
export type { Store, StoreOptions, Timing, Undone, UndoOptions, WriteMeta, Written } from './types.ts';
export { uuidOf } from './uuid.ts';
export {
  allStores,
  findWorkspace,
  type MarkerDamage,
  type Workspace,
  type WorkspaceQuery,
  whereDamaged,
} from './workspace.ts';
