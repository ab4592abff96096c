import { isWithin } from '../../../claims/index.ts';
import { type Handler, openLight, sessionWorkspace } from '../host.ts';
import { closeSession } from './close-session.ts';

/**
 * Handles the end of a session by releasing its claims. The client allows 1.5 s for this. Claims that aren't released
 * in this time expire with their leases.
 */
export const sessionEnd: Handler = async (payload, host) => {
  const where = sessionWorkspace(payload, host);
  if (!where) return undefined;
  const { state } = (await openLight(where, host)).store;
  const holds = [...state.all('claim')].some(([, claim]) => isWithin(claim.holder, payload.session));
  if (!holds && !state.get('session', payload.session)) return undefined;
  await closeSession(payload, host);
  return undefined;
};
