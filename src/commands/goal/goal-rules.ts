/**
 * The rules of goals that commands load only when they run. A queue without goals never needs them, so no start loads
 * them. One file exports all of them, as `../on-call.ts` does.
 */

export { readOpenBacklog, readVisionText } from '../../goals/foreign-plan.ts';
export { healthOf } from '../../goals/health.ts';
export { readPage, writePage } from '../../goals/page.ts';
export { findingNotes, saveNotes } from '../../goals/save-notes.ts';
export { goalTreeOf } from '../../report/goals/goal-tree.ts';
export { archiveGoals } from '../../work/goals/archive-goals.ts';
export { goalFindingsForDoctor } from '../../work/goals/doctor-findings.ts';
export { importPlan } from '../../work/goals/import-plan.ts';
export { limitsIn } from '../../work/goals/limits-in.ts';
export { moveGoal } from '../../work/goals/move-goal.ts';
export { rankGoal } from '../../work/goals/rank-goal.ts';
export { saveGoals } from '../../work/goals/save-goals.ts';
