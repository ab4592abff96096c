import { BacklogError } from '../../../domain/errors.ts';
import { isPassing } from '../../../store/index.ts';
import { outageText } from '../../../text/error.ts';

/** Formats an error outside of requests for the log of a server. Only one that nobody expected has a stack. */
export function loggedFailure(error: unknown): string {
  if (isPassing(error)) return `backlog: ${outageText(error)}`;
  if (error instanceof BacklogError) return `backlog: ${error.message}`;
  return `backlog: ${error instanceof Error ? error.stack : String(error)}`;
}
