/**
 * Modules for undo, for checks of the queue and its files, and for the timeline, which commands load only when they run. One
 * file exports all of them, as `on-call.ts` does.
 */

export { lint } from '../lint/lint.ts';
export { timelineOf } from '../report/timeline.ts';
export { timelineDoc } from '../text/timeline.ts';
export { numberQuestion, takeBack, tookDoc, undoMeant } from './task/history/take-back.ts';
export { doctorText, runDoctor, salvageQuestion } from './workspace/run-doctor.ts';
