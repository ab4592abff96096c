/**
 * Modules for imports, exports, sources and reports of tools, which commands load only when they run. One file exports all of
 * them, as `on-call.ts` does.
 */

export { readRunnerLines, runnerCandidate, runnerRejection } from '../sources/backlog-runner-inbox.ts';
export { decode, givenPath, taskOf } from '../sources/index.ts';
export { planUnsent } from '../work/services/push-plan.ts';
export { conflictsIn, resolveConflicts } from '../work/services/resolve.ts';
export {
  addSource,
  asking,
  changeSource,
  connectSource,
  removeSource,
  renamedList,
  sourceChange,
  sourceMeanings,
} from '../work/services/sources.ts';
export {
  addFileSource,
  allowedFileOf,
  fileProblems,
  fileSourceNamed,
  kindOf,
  removeFileSource,
} from '../work/sync/file-sources.ts';
export { syncFile } from '../work/sync/sync-file.ts';
export { syncedFiles } from '../work/sync/synced-files.ts';
export { reportFindings } from './inbox/report-findings.ts';
export { changeFileSource, newPlace, newSourceFile, switchSource } from './source/change-source.ts';
export { columnsOf, fileMap, fileStep, refuseForFiles, shownFile } from './source/files.ts';
export { runSourceSteps } from './source/run-steps.ts';
export { stepsText } from './source/step-result.ts';
export { exportedText, exportQueue } from './task/exchange/export-tasks.ts';
export { importedText, importGiven } from './task/exchange/import-tasks.ts';
export { leadSync } from './task/exchange/lead-sync.ts';
export { syncText } from './task/exchange/sync-text.ts';
