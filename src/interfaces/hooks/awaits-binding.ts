import type { Dispatch } from '../../domain/records.ts';
import type { Store } from '../../store/index.ts';
import type { Payload } from './payload.ts';

/** The dispatches of the caller's session that no subagent has taken up, when the caller is a subagent that may be theirs. */
export function awaitsBinding(state: Pick<Store['state'], 'all'>, { session, agent }: Payload): Dispatch[] {
  if (!agent) return [];
  const dispatches = Array.from(state.all('dispatch'), ([, dispatch]) => dispatch);
  if (dispatches.some((dispatch) => dispatch.agent === agent)) return [];
  return dispatches.filter((dispatch) => dispatch.session === session && dispatch.agent === undefined);
}
