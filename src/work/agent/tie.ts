import { agentHolder } from '../../claims/index.ts';
import type { Dispatch } from '../../domain/records.ts';
import type { Tx } from '../../store/index.ts';

type Records = Pick<Tx, 'all'>;

/** The dispatch that an agent was bound to. It stays when the agent has ended: it may go on. */
export function tieOf(records: Records, agent: string): Dispatch | undefined {
  for (const [, dispatch] of records.all('dispatch')) if (dispatch.agent === agent) return dispatch;
  return undefined;
}

/** The path that somebody holds claims under: an agent stands below the one that launched it, and that below the session. */
export function agentPath(
  records: Records,
  { session, agent }: { session: string; agent?: string | undefined },
): string {
  return agent === undefined ? session : agentHolder(tieOf(records, agent)?.holder ?? session, agent);
}

/** Is there a task that this agent would have to start with its next step? */
export function waitsForAgent(records: Records, session: string, agent: string): boolean {
  const tie = tieOf(records, agent);
  if (tie) return tie.ended !== undefined;
  for (const [, dispatch] of records.all('dispatch'))
    if (dispatch.session === session && dispatch.agent === undefined) return true;
  return false;
}
