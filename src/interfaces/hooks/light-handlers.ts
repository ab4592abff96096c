/**
 * Handlers that read claims, and tasks only rarely. The bundle has them in a separate file, so that most hooks load
 * only this file.
 */

export { editCheck, editUnchecked } from './edits/edit-check.ts';
export { lateEdit } from './edits/edit-late.ts';
export { noteFailure } from './note-failure.ts';
export { ownCall } from './own-call.ts';
export { withNews } from './session/news.ts';
export { promptMissed, promptSubmitted } from './session/prompt.ts';
export { sessionStart } from './session/session-start.ts';
export { agentFailed, handedBack, subagentStop, taskStopped, turnEnded } from './subagents/agent-ends.ts';
export { agentLaunched, launchFailed } from './subagents/launches.ts';
export { subagentStart } from './subagents/subagent-start.ts';
