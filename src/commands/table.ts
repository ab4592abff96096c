import { taskArchive, taskArchiveRestore } from './archive/archive.ts';
import { taskArchiveList, taskArchiveLoad } from './archive/list.ts';
import { attachmentAdd, attachmentGet, attachmentRemove } from './attachment/attachments.ts';
import { autonomyList, autonomyShow } from './autonomy/list.ts';
import { autonomyReplay } from './autonomy/replay.ts';
import { autonomyStart, autonomyStop } from './autonomy/stop.ts';
import { claimAcquire } from './claim/acquire.ts';
import { claimCheck } from './claim/check.ts';
import { claimList } from './claim/list.ts';
import { claimRelease } from './claim/release.ts';
import { taskDocList } from './doc/list.ts';
import { taskDocDiff, taskDocRead } from './doc/read.ts';
import { taskDocSearch } from './doc/search.ts';
import { taskDocDelete, taskDocRestore, taskDocWrite } from './doc/write.ts';
import { filterComplete, filterExplain } from './filter/explain.ts';
import { viewDelete, viewList, viewSet } from './filter/views.ts';
import { goalHealth } from './goal/health.ts';
import { goalInfo } from './goal/info.ts';
import { goalList } from './goal/list.ts';
import { goalArchive, goalMove, goalRank } from './goal/order.ts';
import { goalExport, goalImport } from './goal/page.ts';
import { reportGoals, reportOutcomes } from './goal/reports.ts';
import { goalAdd, goalClose, goalModify, goalSave } from './goal/save.ts';
import { inboxAdd } from './inbox/add.ts';
import { inboxAccept, inboxMerge, inboxReject } from './inbox/decide.ts';
import { inboxExport, inboxImport } from './inbox/exchange.ts';
import { inboxList } from './inbox/list.ts';
import { inboxReport } from './inbox/report.ts';
import { nightReport, nightShow, nightSimulate, nightStart, nightStop } from './night/night.ts';
import { noticeTake, noticeTest } from './notice/notices.ts';
import {
  orchestrator,
  orchestratorPause,
  orchestratorStart,
  orchestratorStatus,
  orchestratorStop,
} from './orchestrator/conduct.ts';
import { orchestratorExplain, orchestratorSimulate } from './orchestrator/explain.ts';
import { passAdd } from './pass/add.ts';
import { passList, passLog, passRun } from './pass/passes.ts';
import { QUEUE_TABLE } from './queue-table.ts';
import { releaseSnapshot } from './release/snapshot.ts';
import { reportBoard } from './report/board.ts';
import { reportCalendar } from './report/calendar.ts';
import { reportGraph } from './report/graph.ts';
import { reportNow } from './report/now.ts';
import { REPORT_BURNDOWNS, reportSummary } from './report/progress.ts';
import { reportStandup } from './report/standup.ts';
import { reportTimeline } from './report/timeline.ts';
import { reviewApply, reviewReply, reviewResolve, reviewSend, reviewTick } from './review/acts.ts';
import { reviewComment, reviewComments, reviewDrop, reviewEdit } from './review/comment.ts';
import { RUN_ACTS, runControl } from './run/acts.ts';
import { runAsk } from './run/ask.ts';
import { runChanges, runDiff } from './run/changes.ts';
import { runCompare } from './run/compare.ts';
import { runEvents } from './run/events.ts';
import { runList } from './run/list.ts';
import { resultsCommand } from './run/results.ts';
import { runShow, runSteps, runWait } from './run/show.ts';
import { runStart } from './run/start.ts';
import { usageCommand } from './run/usage.ts';
import { worktreeClean, worktreeList, worktreeShow } from './run/worktrees.ts';
import { taskAccept } from './task/accept.ts';
import { taskAdd, taskLog } from './task/add.ts';
import { taskBlock, taskUnblock } from './task/block.ts';
import { taskDuplicate } from './task/duplicate.ts';
import { taskEdit } from './task/edit.ts';
import { taskExport } from './task/exchange/export.ts';
import { taskImport } from './task/exchange/import.ts';
import { taskSync } from './task/exchange/sync.ts';
import { taskHistory } from './task/history/history.ts';
import { taskRedo, taskUndo } from './task/history/undo.ts';
import { taskDelete, taskDone, taskStart, taskStop } from './task/life.ts';
import { taskModify } from './task/modify.ts';
import { taskMove } from './task/move.ts';
import { taskAnnotate, taskDenotate } from './task/notes.ts';
import { taskPurge } from './task/purge.ts';
import { taskExplain } from './task/query/explain.ts';
import { taskInfo } from './task/query/info.ts';
import { taskLint } from './task/query/lint.ts';
import { taskCountCommand, taskList } from './task/query/list.ts';
import { taskNext } from './task/query/next.ts';
import { taskSearch } from './task/query/search.ts';
import { taskGraph, taskTree } from './task/query/shapes.ts';
import { taskProjects, taskTags } from './task/query/tables.ts';
import { taskRefine } from './task/refine.ts';
import { taskSnooze } from './task/snooze.ts';
import { taskSplit } from './task/split.ts';
import { backlogStatus } from './workspace/status.ts';

/** Every command, in the order of help and tool lists. */
export const TABLE = [
  backlogStatus,
  taskNext,
  taskList,
  taskInfo,
  taskAdd,
  taskModify,
  taskEdit,
  taskDone,
  taskAnnotate,
  taskImport,
  taskStart,
  taskStop,
  taskDelete,
  taskCountCommand,
  taskSearch,
  taskTree,
  taskGraph,
  taskLog,
  taskDuplicate,
  taskMove,
  taskAccept,
  inboxList,
  inboxAdd,
  inboxReport,
  inboxAccept,
  inboxMerge,
  inboxReject,
  inboxImport,
  inboxExport,
  taskBlock,
  taskUnblock,
  taskSnooze,
  taskDenotate,
  taskDocWrite,
  taskDocRead,
  taskDocDelete,
  taskDocList,
  taskDocDiff,
  taskDocRestore,
  taskDocSearch,
  attachmentAdd,
  attachmentGet,
  attachmentRemove,
  taskProjects,
  taskTags,
  taskExplain,
  taskLint,
  taskRefine,
  passList,
  passAdd,
  passRun,
  passLog,
  goalAdd,
  goalList,
  goalInfo,
  goalModify,
  goalClose,
  goalSave,
  goalRank,
  goalMove,
  goalArchive,
  goalHealth,
  goalExport,
  goalImport,
  reportStandup,
  reportOutcomes,
  reportGoals,
  reportNow,
  reportBoard,
  ...REPORT_BURNDOWNS,
  reportSummary,
  reportCalendar,
  reportGraph,
  reportTimeline,
  taskHistory,
  taskUndo,
  taskRedo,
  taskExport,
  taskSync,
  claimList,
  claimCheck,
  claimAcquire,
  claimRelease,
  filterExplain,
  filterComplete,
  viewSet,
  viewList,
  viewDelete,
  runStart,
  runList,
  runShow,
  runDiff,
  runChanges,
  runCompare,
  runSteps,
  reviewComment,
  reviewComments,
  reviewEdit,
  reviewDrop,
  reviewReply,
  reviewResolve,
  reviewApply,
  reviewSend,
  reviewTick,
  runEvents,
  runWait,
  runControl,
  runAsk,
  orchestrator,
  ...RUN_ACTS,
  orchestratorStart,
  orchestratorPause,
  orchestratorStop,
  orchestratorStatus,
  orchestratorExplain,
  orchestratorSimulate,
  nightStart,
  nightShow,
  nightStop,
  nightReport,
  nightSimulate,
  autonomyList,
  autonomyShow,
  autonomyReplay,
  autonomyStop,
  autonomyStart,
  noticeTake,
  noticeTest,
  usageCommand,
  resultsCommand,
  releaseSnapshot,
  worktreeList,
  worktreeShow,
  worktreeClean,
  taskArchive,
  taskArchiveList,
  taskArchiveLoad,
  taskArchiveRestore,
  taskPurge,
  taskSplit,
  ...QUEUE_TABLE,
] as const;
