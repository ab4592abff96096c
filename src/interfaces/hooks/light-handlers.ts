/** Handlers that read claims but rarely tasks, in their own file of the bundle, which suffices for most hooks. */

export { editCheck, editUnchecked, lateEdit } from './edits/edit-check.ts';
export { checkLastKnown } from './edits/last-known.ts';
export { noteFailure } from './note-failure.ts';
export { denyOutput, withContext } from './output.ts';
export { ownCall } from './own-call.ts';
export { withNews } from './session/news.ts';
export { promptMissed, promptSubmitted } from './session/prompt.ts';
export { sessionStart } from './session/session-start.ts';
export { agentFailed, handedBack, subagentStop, taskStopped, teammateIdle, turnEnded } from './subagents/agent-ends.ts';
export { agentLaunched, launchFailed } from './subagents/launches.ts';
export { subagentStart } from './subagents/subagent-start.ts';
