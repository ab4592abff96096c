import { endSession } from '../../work/agent/sessions.ts';
import { openFull } from './full.ts';
import { callerOf, type Host } from './host.ts';
import { type Payload, textField } from './payload.ts';

/** Releases what a session and its agents hold, and hands off what they did not finish. */
export async function closeSession(payload: Payload, host: Host): Promise<void> {
  const caller = callerOf({ session: payload.session, input: {}, all: {} }, host);
  const context = await openFull(payload, host, caller);
  await context?.store.write({ command: 'session_end', actor: caller.actor }, (tx) =>
    endSession(tx, context, payload.session, textField(payload.all, 'reason') ?? 'other'),
  );
}
