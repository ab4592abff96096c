import { agentHolder } from '../../claims/index.ts';
import type { Dispatch } from '../../domain/records.ts';
import type { Tx } from '../../store/index.ts';

type Records = Pick<Tx, 'all'>;

/**
 * A subagent of a session. The session is part of the identity, because a forked session has subagents with the same
 * ids.
 */
export type SessionAgent = Required<Pick<Dispatch, 'session' | 'agent'>>;

/**
 * Finds the dispatch, which records a launch, of a subagent. The dispatch stays after the subagent's end, because the
 * subagent may be resumed.
 */
export function bindingOf(records: Records, who: SessionAgent): Dispatch | undefined {
  for (const [, dispatch] of records.all('dispatch')) if (isBoundToAgent(dispatch, who)) return dispatch;
  return undefined;
}

export function isBoundToAgent(dispatch: Dispatch, { session, agent }: SessionAgent): boolean {
  return dispatch.session === session && dispatch.agent === agent;
}

/** Checks whether nothing has started with a dispatch yet: no subagent, and no client of a teammate. */
export function isUnused({ agent, mate }: Pick<Dispatch, 'agent' | 'mate'>): boolean {
  return agent === undefined && mate === undefined;
}

/** Returns the holder path of a session or subagent. A subagent's path is below its launcher's path. */
export function agentPath(
  records: Records,
  { session, agent }: { session: string; agent?: string | undefined },
): string {
  return agent === undefined ? session : agentHolder(bindingOf(records, { session, agent })?.holder ?? session, agent);
}

/** Returns the type of an agent from its launch; else as a hook reports it. Hooks of a teammate report its name. */
export function agentTypeOf(
  records: Records,
  { session, agent }: { session: string; agent?: string | undefined },
  reported: string | undefined,
): string | undefined {
  return agent === undefined ? reported : (bindingOf(records, { session, agent })?.agentType ?? reported);
}

/** Checks whether the subagent has a reserved task that it must start at its next call. */
export function waitsForAgent(records: Records, session: string, agent: string): boolean {
  const binding = bindingOf(records, { session, agent });
  if (binding) return binding.ended !== undefined;
  for (const [, dispatch] of records.all('dispatch'))
    if (dispatch.session === session && isUnused(dispatch)) return true;
  return false;
}
