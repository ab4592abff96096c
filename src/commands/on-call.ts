/**
 * Modules for runs, the orchestrator and git, which commands load only when they run. One file exports all of them:
 * with several files, the bundle would have more parts, and every start would load them.
 */

export { hookProgram } from '../git-hook/find-program.ts';
export { hookFilesOf } from '../git-hook/hook-files.ts';
export { hookFindings, inspectHook } from '../git-hook/inspect.ts';
export { installHook } from '../git-hook/install.ts';
export { uninstallHook } from '../git-hook/uninstall.ts';
export { checkAgent } from '../runs/agents/check.ts';
export { cantStartRun } from '../runs/agents/find-program.ts';
export { replayRules } from '../runs/autonomy/replay.ts';
export { continueAutonomy, startRuledQueues, stopAutonomy } from '../runs/autonomy/stop.ts';
export { applySuggestions } from '../runs/comments/apply-suggestions.ts';
export { changedFiles, comparedIn, lineCount, rowsOfDiff } from '../runs/comments/changes.ts';
export { addComment, draftOf, placedComments } from '../runs/comments/comments.ts';
export { addReply, resolveComment } from '../runs/comments/replies.ts';
export { sendReview } from '../runs/comments/send.ts';
export { tickFile, withTicks } from '../runs/comments/ticks.ts';
export { committedConfig } from '../runs/config/committed-config.ts';
export { readOf } from '../runs/config/notice-config.ts';
export { cloneFolderOf, cloneRepository } from '../runs/git/call/clone.ts';
export { baseFiles } from '../runs/git/history/base-files.ts';
export { checkoutStatus, targetTip } from '../runs/git/index.ts';
export { actOn } from '../runs/lifecycle/act-on-run.ts';
export { beginRuns } from '../runs/lifecycle/begin-runs.ts';
export { documentFindings, movedDocuments } from '../runs/living/moved.ts';
export { unsentFindings } from '../runs/outgoing/due.ts';
export { checkRemote } from '../runs/outgoing/remote.ts';
export { fetchTarget, pushTargetNow } from '../runs/outgoing/sync-target.ts';
export { runPass } from '../runs/passes/run-pass.ts';
export { runCommand } from '../runs/process/run-command.ts';
export { refineFacts } from '../runs/refine-facts.ts';
export { undefinedRoutes } from '../runs/run-settings.ts';
export { mayPropose } from '../runs/setup/may-propose.ts';
export { isFirstRun, proposed, proposeSettings } from '../runs/setup/proposed-settings.ts';
export { cleanMany } from '../runs/upkeep/clean-many.ts';
export { previewClean } from '../runs/upkeep/clean-up.ts';
export { worktreeFindings, worktreesOf } from '../runs/upkeep/worktrees.ts';
export { gatherRelease } from '../runs/view/release.ts';
export { diffOf, draftsIn, gradesFor, leavesOf, reviewFile } from '../runs/view/review-file.ts';
export { stepsOf } from '../runs/view/steps.ts';
export { targetLogs } from '../runs/view/target-log.ts';
export { decide } from '../scheduler/decision/decide.ts';
export { unmergedNotes } from '../scheduler/decision/unmerged.ts';
export { explain, frequentReasons, idleReasons } from '../scheduler/explain.ts';
export { forecast } from '../scheduler/forecast/forecast.ts';
export { planAhead } from '../scheduler/forecast/plan-ahead.ts';
export { holdInWords } from '../scheduler/hold-words.ts';
export { checkFilter, controlOrchestrator } from '../scheduler/loop/control-orchestrator.ts';
export { isOrchestratorRunning } from '../scheduler/loop/desired-state.ts';
export { launchOfNotice, notifyCommand } from '../scheduler/notices/send-notices.ts';
export { takeNotices } from '../scheduler/notices/take-notices.ts';
export { schedulerSnapshot } from '../scheduler/snapshot.ts';
export { readOrchestratorStatus, uncountedIn } from '../scheduler/status.ts';
export { configSchema, SCHEMA_FILE } from '../work/config/schema.ts';
export { configText } from '../work/config/write-config.ts';
