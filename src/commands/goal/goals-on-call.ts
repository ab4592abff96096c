/**
 * Modules for goals, which commands load only when they run. One file exports all of them, as `../on-call.ts` does. A queue
 * without goals never needs them.
 */

export { readOpenBacklog, readVisionText } from '../../goals/foreign-plan.ts';
export { healthOf } from '../../goals/health.ts';
export { readPage, writePage } from '../../goals/page.ts';
export { findingNotes, saveNotes } from '../../goals/save-notes.ts';
export { goalTreeOf } from '../../report/goals/goal-tree.ts';
export { givenPath, textOfGiven } from '../../sources/reading/given.ts';
export { goalFindingsForDoctor, limitsIn } from '../../work/goals/doctor-findings.ts';
export { importPlan } from '../../work/goals/import-plan.ts';
export { archiveGoals, moveGoal, rankGoal } from '../../work/goals/order-goals.ts';
export { saveGoals } from '../../work/goals/save-goals.ts';
