import { sweepDispatches } from '../../../work/subagents/dispatch-sweep.ts';
import { beginSession, forkSession } from '../../../work/subagents/sessions.ts';
import { type Host, ofSession } from '../host.ts';
import { openWhole } from '../open-with-tasks.ts';
import type { Payload } from '../payload.ts';

/**
 * Continues the work of a stopped session, which can be this session or an earlier one. The session gets the old
 * claims, or starts the tasks that became pending again.
 */
export async function goOn(payload: Payload, host: Host, said: Parameters<typeof beginSession>[2]): Promise<undefined> {
  const context = await openWhole(ofSession(payload), host);
  await context?.write('session_start', (tx) => {
    beginSession(tx, context, said);
    sweepDispatches(tx);
  });
  return undefined;
}

/** Records from which session this one was forked. If that one has ended, its conversation continues here. */
export async function forkedFrom(payload: Payload, host: Host, origin: string): Promise<void> {
  const context = await openWhole(ofSession(payload), host);
  await context?.write('session_start', (tx) => forkSession(tx, context, { id: payload.session, origin }));
}
