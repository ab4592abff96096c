/**
 * Handlers and parts of handlers that need the tasks. They have their own file in the bundle, because most hooks don't
 * need tasks. The status line reads the queue with this file, too.
 */

export { expectedLine, expectedQueue } from '../../work/repo/expected-queue.ts';
export { readGlance } from '../statusline/read-glance.ts';
export { mirrorCompleted, mirrorCreated, mirrorTool } from './mirror/mirror.ts';
export { forkedFrom, goOn } from './session/go-on.ts';
export { mentions, orientation } from './session/orientation.ts';
export { closeSession, sessionEnd } from './session/session-end.ts';
export { bindAgent } from './subagents/bind-agent.ts';
export { dispatchAgent } from './subagents/dispatch.ts';
export { cancelLaunch, freeLaunches, lateReport, releaseAgent } from './subagents/release-agent.ts';
export { restTeammate, startTeammate } from './subagents/teammate.ts';
