/** Handlers that look at who holds what, and seldom at tasks. A file of their own in the bundle. */
export { editCheck } from './edit-check.ts';
export { lateEdit } from './edit-late.ts';
export { noteFailure } from './note-failure.ts';
export { stampCall } from './stamp-call.ts';
export { subagentStart } from './subagent-start.ts';
