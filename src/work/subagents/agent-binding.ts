import { agentHolder } from '../../claims/index.ts';
import type { Dispatch } from '../../domain/records.ts';
import type { Tx } from '../../store/index.ts';

type Records = Pick<Tx, 'all'>;

/**
 * A subagent of a session. The subagent's id isn't enough, because a forked session has subagents with the same ids.
 */
export type SessionAgent = Required<Pick<Dispatch, 'session' | 'agent'>>;

/**
 * Finds the dispatch, the record of a launch, that a subagent is bound to. The dispatch outlives the subagent, which
 * may be resumed.
 */
export function bindingOf(records: Records, who: SessionAgent): Dispatch | undefined {
  for (const [, dispatch] of records.all('dispatch')) if (isBoundTo(dispatch, who)) return dispatch;
  return undefined;
}

export function isBoundTo(dispatch: Dispatch, { session, agent }: SessionAgent): boolean {
  return dispatch.session === session && dispatch.agent === agent;
}

/** Returns the holder path of a session or subagent. A subagent's path is below its launcher's path. */
export function agentPath(
  records: Records,
  { session, agent }: { session: string; agent?: string | undefined },
): string {
  return agent === undefined ? session : agentHolder(bindingOf(records, { session, agent })?.holder ?? session, agent);
}

/** Checks whether the subagent must start a task at its next step. */
export function waitsForAgent(records: Records, session: string, agent: string): boolean {
  const binding = bindingOf(records, { session, agent });
  if (binding) return binding.ended !== undefined;
  for (const [, dispatch] of records.all('dispatch'))
    if (dispatch.session === session && dispatch.agent === undefined) return true;
  return false;
}
