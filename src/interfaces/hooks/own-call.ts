import { renew } from './edits/edit-check.ts';
import { firstSign } from './first-heartbeat.ts';
import { type Handler, openLight, sessionWorkspace, worktreeOf } from './host.ts';
import { remember } from './memory.ts';
import { endRefused } from './subagents/launches.ts';

/**
 * Handles the event before a call of one of Backlog's tools. Stores the caller under the call's id. The server finds
 * the caller by this id when the call arrives; no model can forge the id. Also works in a repository without a queue,
 * because the call may create the queue.
 */
export const ownCall: Handler = async (payload, host) => {
  const { session, agent, agentType, toolUse } = payload;
  if (host.server && toolUse) {
    const worktree = worktreeOf(payload, host);
    remember(host.server.memory.callers, toolUse, { session, agent, agentType, worktree, cwd: payload.cwd });
  }
  const where = sessionWorkspace(payload, host);
  if (!where) return undefined;
  const light = await openLight(where, host);
  await firstSign(light, payload, host);
  await endRefused(light, payload, host, { patient: true });
  await renew(light, payload, host);
  return undefined;
};
