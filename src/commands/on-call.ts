/**
 * What commands load when they are called, not when a program starts: runs and their scheduler, with all that these do with git. In one
 * file, because each file that is loaded for itself cuts a bundle into more pieces, and every start pays for each piece.
 */

export { actOn } from '../runs/act.ts';
export { checkAgent } from '../runs/agents/check.ts';
export { beginRuns } from '../runs/begin.ts';
export { previewClean } from '../runs/clean.ts';
export { changedFiles, comparedIn, rowsOf } from '../runs/comments/changes.ts';
export { addComment, draftOf, placedComments } from '../runs/comments/comments.ts';
export { sendReview } from '../runs/comments/send.ts';
export { tickFile, withTicks } from '../runs/comments/ticks.ts';
export { gateFindings, gateProgram, look, putGate, seatsOf, takeGate } from '../runs/gate/index.ts';
export { checkoutStatus } from '../runs/git/index.ts';
export { checkRemote } from '../runs/outgoing/remote.ts';
export { diffOf, draftsIn, leavesOf, reviewFile } from '../runs/review-file.ts';
export { undefinedRoutes } from '../runs/settings.ts';
export { worktreeFindings, worktreesOf } from '../runs/worktrees.ts';
export { conduct } from '../scheduler/conduct.ts';
export { decide } from '../scheduler/decide.ts';
export { explain, keptBy, keptNow } from '../scheduler/explain.ts';
export { forecast } from '../scheduler/forecast.ts';
export { planAhead } from '../scheduler/plan-ahead.ts';
export { sceneOf } from '../scheduler/snapshot.ts';
export { statusOf } from '../scheduler/status.ts';
export { unmergedNotes } from '../scheduler/unmerged.ts';
export { worded } from '../scheduler/words.ts';
