/**
 * Modules for undo and for a check of the queue's files, which commands load only when they run. One file exports all of
 * them, as `on-call.ts` does.
 */

export { meantBy, numberQuestion, takeBack, tookDoc } from './task/history/take-back.ts';
export { doctorText, runDoctor, salvageQuestion } from './workspace/run-doctor.ts';
