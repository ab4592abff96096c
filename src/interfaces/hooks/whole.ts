/** Handlers, and steps of other handlers, that need the tasks. A file of their own in the bundle. */
export { bindAgent } from './bind.ts';
export { cancelLaunch, freeLaunches } from './cancel-launch.ts';
export { closeSession } from './close-session.ts';
export { dispatchAgent } from './dispatch.ts';
export { goOn } from './go-on.ts';
export { mentions } from './mentions.ts';
export { mirrorCompleted, mirrorCreated, mirrorTool } from './mirror.ts';
export { orientation } from './orientation.ts';
export { lateReport, releaseAgent } from './release-agent.ts';
export { sessionEnd } from './session-end.ts';
