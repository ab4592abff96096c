import { type Host, openLight, sessionWorkspace } from '../host.ts';
import { type Output, withContext } from '../output.ts';
import type { Payload } from '../payload.ts';
import { endedClaimsNews } from './ended-claims.ts';

/** Events whose output reaches the session's model. */
const READ_BY_MODEL: readonly string[] = ['UserPromptSubmit', 'PreToolUse', 'PostToolUse'];

/**
 * Adds messages that the session has missed: claims that people ended, reports of unchecked edits, and the session
 * summary. An answer for which the client no longer waits gets none, because the session wouldn't read them.
 */
export async function withNews(
  event: string,
  output: Output | undefined,
  payload: Payload,
  host: Host,
): Promise<Output | undefined> {
  if (!READ_BY_MODEL.includes(event) || host.late?.()) return output;
  const texts = [
    await endedClaimsNews(payload, host),
    uncheckedText(payload, host),
    await missedSummary(payload, host),
  ].filter((text) => text !== undefined);
  return texts.length === 0 ? output : withContext(event, output, texts.join('\n\n'));
}

/** Returns the report of unchecked edits, until an answer with it has reached the session. */
function uncheckedText({ session }: Payload, { server, late = () => false }: Host): string | undefined {
  const missed = server?.memory.unchecked.get(session);
  if (!server || !missed) return undefined;
  if (!missed()) {
    server.memory.unchecked.delete(session);
    return undefined;
  }
  server.memory.unchecked.set(session, late);
  return 'Backlog did not answer in time, so your last edits were not checked against the claims of others. List the claims with claim_list, compare them with the files that you changed, and tell the user.';
}

/**
 * Returns the session summary if the session has missed it. Claude Code 2.1.197 doesn't wait for its servers, so the
 * hook of the first prompt is lost while this server starts. The next hook then returns the summary.
 */
async function missedSummary(payload: Payload, host: Host): Promise<string | undefined> {
  const memory = host.server?.memory;
  const { session, agent } = payload;
  if (!memory || agent || host.env.BACKLOG_RUN !== undefined || memory.prompted.has(session)) return undefined;
  const where = sessionWorkspace(payload, host);
  // Only a session that hooks recorded gets the summary. Without hooks at its start, its prompts wouldn't arrive,
  // either.
  if (!where || !(await openLight(where, host)).store.state.get('session', session)) return undefined;
  memory.prompted.add(session);
  memory.oriented.set(session, new Set());
  return (await import('../whole-handlers.ts')).orientation(payload, host);
}
