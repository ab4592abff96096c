import { agentHolder } from '../../claims/index.ts';
import type { Dispatch } from '../../domain/records.ts';
import type { Tx } from '../../store/index.ts';

type Records = Pick<Tx, 'all'>;

/** An agent of a session. A session that was forked has agents with the same ids. */
export type SessionAgent = Required<Pick<Dispatch, 'session' | 'agent'>>;

/** The dispatch that an agent is bound to. It stays after the agent's end, since the agent may continue. */
export function bindingOf(records: Records, who: SessionAgent): Dispatch | undefined {
  for (const [, dispatch] of records.all('dispatch')) if (isBoundTo(dispatch, who)) return dispatch;
  return undefined;
}

export function isBoundTo(dispatch: Dispatch, { session, agent }: SessionAgent): boolean {
  return dispatch.session === session && dispatch.agent === agent;
}

/** The path that somebody holds claims under: an agent stands below the one that launched it, and that below the session. */
export function agentPath(
  records: Records,
  { session, agent }: { session: string; agent?: string | undefined },
): string {
  return agent === undefined ? session : agentHolder(bindingOf(records, { session, agent })?.holder ?? session, agent);
}

/** Is there a task that this agent has to start with its next step? */
export function waitsForAgent(records: Records, session: string, agent: string): boolean {
  const binding = bindingOf(records, { session, agent });
  if (binding) return binding.ended !== undefined;
  for (const [, dispatch] of records.all('dispatch'))
    if (dispatch.session === session && dispatch.agent === undefined) return true;
  return false;
}
