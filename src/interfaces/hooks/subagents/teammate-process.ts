import type { Store } from '../../../store/index.ts';
import { processFacts } from '../../../work/processes/process-facts.ts';
import { isResting, launchOfMate } from '../../../work/subagents/teammates.ts';
import type { Host } from '../host.ts';

/** A teammate in a client of its own whose session has a task to start: after its launch, or after a pause. */
export interface WaitingMate {
  /** The client's id of the teammate; undefined after a pause. */
  mate?: string;
}

/** Returns the teammate that a session is, if it has a task to start at its next call. */
export function waitingMate(
  state: Pick<Store['state'], 'all' | 'get'>,
  session: string,
  host: Host,
): WaitingMate | undefined {
  if (host.env.BACKLOG_RUN) return undefined;
  if (isResting(state.get('session', session))) return {};
  const mates = Array.from(state.all('dispatch'), ([, open]) => open.mate);
  // Reading the arguments starts a process on macOS, so it happens only while a teammate is expected.
  if (!mates.some((mate) => mate !== undefined)) return undefined;
  const mate = mateIn(host);
  return mate !== undefined && launchOfMate(state, mate) ? { mate } : undefined;
}

/** Returns the id of the teammate for which a client process was started. No hook has it, but the client's arguments do. */
function mateIn(host: Host): string | undefined {
  const client = host.client();
  const command = client && processFacts(client.pid)?.command();
  return /[\0 ]--agent-id[\0 =]([^\0 ]+)/.exec(command ?? '')?.[1];
}
