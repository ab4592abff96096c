/**
 * Modules about the queue as a whole, which commands load only when they run: checks of its tasks and files, its timeline, and
 * undo. One file exports all of them, as `on-call.ts` does.
 */

export { lint } from '../lint/lint.ts';
export { timelineOf } from '../report/timeline.ts';
export { timelineDoc } from '../text/timeline.ts';
export { numberQuestion, takeBack, tookDoc, undoMeant } from './task/history/take-back.ts';
export { doctorText, runDoctor, salvageQuestion } from './workspace/run-doctor.ts';
