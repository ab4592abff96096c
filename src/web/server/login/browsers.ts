import { harmless, jsonText, oneLine } from '../../../text/safe.ts';
import { sessionsIn } from './sessions.ts';

/** Lists the logged-in browsers, or logs all of them out. @returns the text to print */
export function browsers(does: 'list' | 'log-out', folder: string, json: boolean): string {
  const sessions = sessionsIn(folder);
  const now = Date.now();
  if (does === 'log-out') {
    const count = sessions.endAll(now);
    const which = count === 1 ? '1 browser was' : `${count} browsers were`;
    return json ? jsonText({ loggedOut: count }) : `${which} logged out. To log in again: \`backlog board\`.`;
  }
  const rows = sessions.list(now).map(({ at, until, browser }) => ({ since: iso(at), until: iso(until), browser }));
  if (json) return jsonText({ browsers: rows });
  const lines = rows.map(({ since, browser }) => `since ${since}  ${oneLine(browser, 100)}`);
  return harmless(lines.join('\n') || 'No browser is logged in.');
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
