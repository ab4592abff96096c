/** Handlers, and steps of other handlers, that need the tasks. */
export { bindAgent } from './bind.ts';
export { closeSession } from './close-session.ts';
export { dispatchAgent } from './dispatch.ts';
export { mirrorCompleted, mirrorCreated, mirrorTool } from './mirror.ts';
export { releaseAgent } from './release-agent.ts';
export { sessionStart } from './session-start.ts';
