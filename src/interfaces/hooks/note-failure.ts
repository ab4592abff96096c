import { appendDiagnostic } from '../../store/index.ts';
import { type Host, sessionWorkspace } from './host.ts';
import type { Payload } from './payload.ts';

/** Tells the store of the session's workspace why a hook had nothing to say. */
export function noteFailure(text: string, payload: Payload | undefined, host: Host): void {
  const where = sessionWorkspace(payload, host);
  if (where) appendDiagnostic(where.dir, text, host.now());
}
