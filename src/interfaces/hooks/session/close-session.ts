import { endSession } from '../../../work/subagents/sessions.ts';
import { type Host, ofSession } from '../host.ts';
import { openWhole } from '../open-with-tasks.ts';
import { type Payload, textField } from '../payload.ts';

/** Releases the claims of a session and its agents. Their unfinished tasks become pending with a note. */
export async function closeSession(payload: Payload, host: Host): Promise<void> {
  const context = await openWhole(ofSession(payload), host);
  await context?.write('session_end', (tx) =>
    endSession(tx, context, payload.session, textField(payload.all, 'reason') ?? 'other'),
  );
}
