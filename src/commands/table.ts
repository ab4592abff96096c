import { agentCheck } from './agent/check.ts';
import { agentList } from './agent/list.ts';
import { agentAdd, agentDisable, agentEnable, agentRemove, agentUpdate } from './agent/save.ts';
import { taskArchive, taskArchiveRestore } from './archive/archive.ts';
import { taskArchiveList } from './archive/list.ts';
import { taskArchiveLoad } from './archive/load.ts';
import { attachmentAdd, attachmentGet, attachmentRemove } from './attachment/attachments.ts';
import { autonomyList, autonomyShow } from './autonomy/list.ts';
import { autonomyReplay } from './autonomy/replay.ts';
import { autonomyStart, autonomyStop } from './autonomy/stop.ts';
import { claimAcquire } from './claim/acquire.ts';
import { claimCheck } from './claim/check.ts';
import { claimList } from './claim/list.ts';
import { claimRelease } from './claim/release.ts';
import { configCheck } from './config/check.ts';
import { configExplain } from './config/explain.ts';
import { configImport } from './config/import.ts';
import { configInit } from './config/init.ts';
import { configShow } from './config/show.ts';
import { configTrust } from './config/trust.ts';
import { taskDocList } from './doc/list.ts';
import { taskDocDiff, taskDocRead } from './doc/read.ts';
import { taskDocSearch } from './doc/search.ts';
import { taskDocDelete, taskDocRestore, taskDocWrite } from './doc/write.ts';
import { filterComplete } from './filter/complete.ts';
import { dateEval, filterEval, urgencyEval } from './filter/eval.ts';
import { filterExplain } from './filter/explain.ts';
import { viewDelete, viewList, viewSet } from './filter/views.ts';
import { gitHookInstall, gitHookUninstall } from './git-hook/install.ts';
import { gitHookPause, gitHookResume, gitHookStatus } from './git-hook/status.ts';
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
import { nightShow, nightStart, nightStop } from './night/night.ts';
import { nightReport } from './night/report.ts';
import { nightSimulate } from './night/simulate.ts';
import { noticeTake, noticeTest } from './notice/notices.ts';
import {
  orchestrator,
  orchestratorPause,
  orchestratorStart,
  orchestratorStatus,
  orchestratorStop,
} from './orchestrator/conduct.ts';
import { orchestratorExplain } from './orchestrator/explain.ts';
import { orchestratorSimulate } from './orchestrator/simulate.ts';
import { passList, passLog, passRun } from './pass/passes.ts';
import { releaseSnapshot } from './release/snapshot.ts';
import { repoHistory } from './repo/history.ts';
import { repoList } from './repo/list.ts';
import { repoAdd, repoDisable, repoEnable, repoRemove, repoUpdate } from './repo/save.ts';
import { repoShow } from './repo/show.ts';
import { repoStatus } from './repo/status.ts';
import { repoFetch, repoPush } from './repo/sync.ts';
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
import { runShow } from './run/show.ts';
import { runStart } from './run/start.ts';
import { runSteps } from './run/steps.ts';
import { usageCommand } from './run/usage.ts';
import { runWait } from './run/wait.ts';
import { worktreeClean, worktreeList, worktreeShow } from './run/worktrees.ts';
import { sourceConflicts, sourceResolve } from './source/conflicts.ts';
import { sourceList, sourceShow, sourceValidate } from './source/look.ts';
import { sourceAdd, sourceDisable, sourceEnable, sourceRemove } from './source/manage.ts';
import { sourcePull, sourcePush, sourceSync } from './source/step.ts';
import { sourceUpdate } from './source/update.ts';
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
import { webhookList, webhookReplay, webhookShow, webhookTest } from './webhook/deliveries.ts';
import { webhookAdd, webhookDisable, webhookEnable, webhookRemove } from './webhook/manage.ts';
import { backlogBackup } from './workspace/backup.ts';
import { doctor } from './workspace/doctor.ts';
import { backlogRestore } from './workspace/restore.ts';
import { settingGet, settingSet, settingUnset } from './workspace/setting.ts';
import { settingList } from './workspace/settings.ts';
import { backlogInit, backlogSetup } from './workspace/setup.ts';
import { backlogStatus } from './workspace/status.ts';
import { whoami } from './workspace/whoami.ts';

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
  settingList,
  settingGet,
  settingSet,
  settingUnset,
  configShow,
  configInit,
  configImport,
  configCheck,
  configExplain,
  configTrust,
  whoami,
  repoAdd,
  repoList,
  repoShow,
  repoStatus,
  repoHistory,
  repoFetch,
  repoPush,
  repoUpdate,
  repoDisable,
  repoEnable,
  repoRemove,
  sourceList,
  sourceShow,
  sourceAdd,
  sourcePull,
  sourcePush,
  sourceSync,
  sourceConflicts,
  sourceResolve,
  sourceUpdate,
  sourceValidate,
  sourceEnable,
  sourceDisable,
  sourceRemove,
  webhookList,
  webhookShow,
  webhookAdd,
  webhookTest,
  webhookReplay,
  webhookEnable,
  webhookDisable,
  webhookRemove,
  gitHookInstall,
  gitHookStatus,
  gitHookPause,
  gitHookResume,
  gitHookUninstall,
  agentList,
  agentAdd,
  agentUpdate,
  agentEnable,
  agentDisable,
  agentRemove,
  agentCheck,
  backlogInit,
  backlogSetup,
  backlogBackup,
  backlogRestore,
  doctor,
  filterEval,
  dateEval,
  urgencyEval,
] as const;
