import { isWithin } from '../../../claims/index.ts';
import { type Handler, openLight, sessionWorkspace } from '../host.ts';
import { closeSession } from './close-session.ts';

/**
 * Handles the end of a session: releases its claims. The client allows 1.5 s. If a claim is not released in this time,
 * it expires with its lease.
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
