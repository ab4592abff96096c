import { type Bound, bindDispatch, bindingOf, resumeAgent } from '../../../work/subagents/dispatch.ts';
import { type Host, worktreeOf } from '../host.ts';
import { openWhole } from '../open-with-tasks.ts';
import type { Payload } from '../payload.ts';
import { launchedBy } from './agent-meta.ts';

/**
 * Gives a calling subagent the task that was reserved at its launch: starts the task and claims its scope. A resumed
 * agent gets its earlier task again. Repeated and simultaneous calls do no harm.
 * @param launch the call that launched the agent, if the client reports it
 * @returns the reason if the task couldn't be started
 */
export async function bindAgent(payload: Payload, host: Host, launch?: string): Promise<string | undefined> {
  const { agent, session } = payload;
  if (!agent) return undefined;
  const worktree = worktreeOf(payload, host);
  const context = await openWhole(payload, host, (caller) => ({ ...caller, ...(worktree ? { worktree } : {}) }));
  if (!context) return undefined;
  const { state, write } = context.store;
  const bound = bindingOf(state, { session, agent });
  if (bound && !bound.ended) return undefined;
  const toolUse = bound?.toolUse ?? launch ?? launchedBy(payload.transcript, agent);
  const unbound = ([, open]: [string, typeof bound]) =>
    open?.session === session && !open.agent && open.toolUse === toolUse;
  const dispatch = bound ?? [...state.all('dispatch')].find(unbound)?.[1];
  if (!toolUse || !dispatch) return undefined;
  const step = bound ? resumeAgent : bindDispatch;
  const { value } = await write(
    { command: bound ? 'agent_resume' : 'agent_start', actor: context.caller.actor },
    (tx) => step(tx, context, dispatch.token, agent),
  );
  return bindRefusal(value);
}

export function bindRefusal(bound: Bound): string | undefined {
  if (!bound || !('refused' in bound)) return undefined;
  const { message, hint } = bound.refused;
  return `Backlog: the task that was assigned to you could not be started. ${message}${hint ? ` ${hint}` : ''}`;
}
