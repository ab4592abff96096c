export { archivedBrief } from './brief.ts';
export { archiveFiles, quartersOf } from './files.ts';
export {
  archivedIn,
  archivedTask,
  findAnywhere,
  findArchived,
  toldOfArchive,
  toldOfArchived,
} from './look-up.ts';
export { archiveTasks, choiceOf } from './put-away.ts';
export { restoreTasks } from './restore.ts';
export { searchArchive } from './search.ts';
export { documentsIn, namedForArchive, recordsIn, selectArchived } from './select.ts';
