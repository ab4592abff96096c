import { isWithin } from '../../../claims/index.ts';
import { endSession } from '../../../work/subagents/sessions.ts';
import { type Handler, type Host, ofSession, openLight, sessionWorkspace } from '../host.ts';
import { openWhole } from '../open-with-tasks.ts';
import { type Payload, payloadText } from '../payload.ts';

/**
 * Handles the end of a session by releasing its claims. The client allows 1.5 s for this. Claims that aren't released
 * in this time expire with their leases.
 */
export const sessionEnd: Handler = async (payload, host) => {
  const { CLAUDE_PROJECT_DIR: project, ...env } = host.env;
  // A session that changed to the folder of another queue has claims in both.
  for (const cwd of new Set([payload.cwd, project]))
    if (cwd !== undefined) await endIn({ ...payload, cwd }, { ...host, env });
  return undefined;
};

const endIn: Handler = async (payload, host) => {
  const where = sessionWorkspace(payload, host);
  if (!where) return undefined;
  const { state } = (await openLight(where, host)).store;
  const holds = [...state.all('claim')].some(([, claim]) => isWithin(claim.holder, payload.session));
  if (!holds && !state.get('session', payload.session)) return undefined;
  await closeSession(payload, host);
  return undefined;
};

/** Releases the claims of a session and its agents. Their unfinished tasks become pending with a note. */
export async function closeSession(payload: Payload, host: Host): Promise<void> {
  const context = await openWhole(ofSession(payload), host);
  await context?.write('session_end', (tx) =>
    endSession(tx, context, payload.session, payloadText(payload.all, 'reason') ?? 'other'),
  );
}
