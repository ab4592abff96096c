/** Handlers that look at who holds what, and seldom at tasks. A file of their own in the bundle. */
export { agentFailed, handedBack, subagentStop, taskStopped, turnEnded } from './agent-ends.ts';
export { editCheck, editUnchecked } from './edit-check.ts';
export { lateEdit } from './edit-late.ts';
export { agentLaunched, launchFailed } from './launches.ts';
export { withNews } from './news.ts';
export { noteFailure } from './note-failure.ts';
export { ownCall } from './own-call.ts';
export { promptMissed, promptSubmitted } from './prompt.ts';
export { sessionStart } from './session-start.ts';
export { subagentStart } from './subagent-start.ts';
