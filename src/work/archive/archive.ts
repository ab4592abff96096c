export { archiveTasks, choiceForArchive } from './archive-tasks.ts';
export { archivedBrief } from './brief.ts';
export { archiveFiles, quartersOf } from './files.ts';
export {
  archivedError,
  archivedIn,
  archivedSince,
  archivedTask,
  archivedUndoError,
  findAnywhere,
  findArchived,
} from './look-up.ts';
export { restoreTasks } from './restore.ts';
export { searchArchive } from './search.ts';
export { documentsIn, namedForArchive, recordsIn, selectArchived } from './select.ts';
