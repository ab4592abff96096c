import { appendDiagnostic, readDiagnostics } from '../../../store/index.ts';

const STILL = 'Edits in files that others have claimed are still denied, from the last known claims.';

/**
 * Why Backlog's server does not guard a session, with what still works and the next step. `hooks/run.sh` has the words
 * for a machine on which no program of Backlog can run.
 */
export const UNGUARDED = {
  none: `Backlog's server did not start in this session, so its tools and summaries are missing. ${STILL} Claude Code tries a failed server again after 15 minutes: /mcp shows the reason and reconnects it; or start a new session.`,
  ended: `Backlog's server has stopped in this session. ${STILL} If its tools are missing: /mcp, or start a new session.`,
  damaged: `Backlog's server does not run in this session, and the last known claims can't be read. So edits in files that others have claimed are not denied. To restart it: /mcp, or start a new session.`,
  silent: `Backlog's server does not respond in this session. ${STILL} To restart it: /mcp, or start a new session.`,
} as const;

/** Returns the words for a cause, once for each session. The diagnostics record it. */
export function tellOnce(dir: string, session: string, cause: keyof typeof UNGUARDED, now: number): string | undefined {
  const told = `guard, shown to session ${session}: ${cause}`;
  if (readDiagnostics(dir).includes(told)) return undefined;
  appendDiagnostic(dir, told, now);
  return UNGUARDED[cause];
}
