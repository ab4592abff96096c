import { appendDiagnostic } from '../../store/index.ts';
import { type Host, sessionWorkspace } from './host.ts';
import type { Payload } from './payload.ts';

/** Writes the reason why a hook gave no answer to the diagnostics of the session's store. */
export function noteFailure(text: string, payload: Payload | undefined, host: Host): void {
  const where = sessionWorkspace(payload, host);
  if (where) appendDiagnostic(where.dir, text, host.now());
}
