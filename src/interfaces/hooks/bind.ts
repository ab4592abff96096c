import { type Bound, bindDispatch } from '../../work/agent/dispatch.ts';
import { launchedBy } from './agent-meta.ts';
import { awaitsBinding } from './awaits-binding.ts';
import { openFull } from './full.ts';
import { callerOf, type Host, worktreeOf } from './host.ts';
import type { Payload } from './payload.ts';

/**
 * Binds the subagent that makes a call to the dispatch that its launch made: starts the task and claims its scope for it.
 * Safe to repeat, and in several hooks at once. Returns why the task could not be started, when it could not.
 */
export async function bindAgent(payload: Payload, host: Host): Promise<string | undefined> {
  const { agent, transcript } = payload;
  const toolUse = agent && launchedBy(transcript, agent);
  if (!agent || !toolUse) return undefined;
  const worktree = worktreeOf(payload, host);
  const caller = { ...callerOf(payload, host), ...(worktree ? { worktree } : {}) };
  const context = await openFull(payload, host, caller);
  const dispatch = context && awaitsBinding(context.store.state, payload).find((open) => open.toolUse === toolUse);
  if (!dispatch) return undefined;
  const { value } = await context.store.write({ command: 'agent_start', actor: caller.actor }, (tx) =>
    bindDispatch(tx, context, dispatch.token, agent),
  );
  return refusalOf(value);
}

function refusalOf(bound: Bound): string | undefined {
  if (!bound || !('refused' in bound)) return undefined;
  const { message, hint } = bound.refused;
  return `Backlog: the task you were launched for could not be started for you. ${message}${hint ? ` ${hint}` : ''}`;
}
