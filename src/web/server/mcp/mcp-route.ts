import { DEEPEST, jsonExcess } from '../../../base/json/json-text.ts';
import { didYouMean } from '../../../base/nearest.ts';
import { refuse } from '../../../domain/errors.ts';
import { oneLine } from '../../../text/safe.ts';
import { queuesCalled } from '../../../work/queues/find-queue.ts';
import type { WorkspaceRow } from '../../sdk/client.ts';
import type { BoardServer, RequestContext } from '../board-context.ts';
import { MOST_VALUES } from '../request/call-command.ts';
import { callIn, servedAt, workspacesFor } from '../request/call-in.ts';
import { noToken, refused } from '../request/refusal.ts';
import { MOST_BODY, withBody } from '../request/request-body.ts';
import { freshCaller, isStillIn, requestZone } from '../request/request-caller.ts';

/**
 * Answers a request of an MCP client: Streamable HTTP in both eras of the protocol, without sessions. A client needs a
 * token. A browser's login doesn't count, so that no page can call tools.
 */
export async function mcpRoute(c: RequestContext, board: BoardServer): Promise<Response> {
  const known = c.req.header('authorization') === undefined ? undefined : await freshCaller(c, board);
  if (!known) return noToken();
  const caller = { ...known, ...requestZone(c) };
  const answer = await board.mcp?.();
  if (!answer) return refused(404, 'this server has no MCP', 'Start the server with `backlog board`.');
  const uuid = workspaceNamed(await workspacesFor(c, board), c.req.param('workspace'));
  return withBody(c, MOST_BODY, async (text) => {
    if (jsonExcess(text, MOST_VALUES))
      return refused(400, `the message has too many values, or more than ${DEEPEST} levels`, 'Send less in one call.');
    const served = await servedAt(board, uuid, caller);
    return answer({
      request: new Request(c.req.raw.url, {
        method: c.req.method,
        headers: c.req.raw.headers,
        signal: c.req.raw.signal,
        ...(text === '' ? {} : { body: text }),
      }),
      served,
      caller,
      toolsets: c.req.query('toolsets'),
      call: (command, input) => callIn(board, served, caller, { command, reading: false, input }),
      still: () => isStillIn(c, board),
      failed: board.failed,
    });
  });
}

/**
 * Returns the uuid of the workspace with this name or uuid. Without a name, returns the only workspace.
 * @throws BacklogError `not-found`; `usage` if several workspaces have the name, or if there is no name to choose one
 */
function workspaceNamed(all: WorkspaceRow[], name: string | undefined): string {
  const found = name === undefined ? all : queuesCalled(name, all);
  if (found.length === 1) return found[0]!.uuid;
  const names = all.map((row) => row.name);
  const hint = `Queues: ${all.map((row) => `/mcp/${row.uuid} (${oneLine(row.name, 40)})`).join(', ') || 'none yet'}.`;
  if (found.length > 1)
    return refuse(
      'usage',
      name === undefined ? 'expected the queue in the address' : `${found.length} queues have the name "${name}"`,
      { hint },
    );
  return refuse('not-found', `there is no queue ${JSON.stringify(name ?? '')}${didYouMean(name ?? '', names)}`, {
    hint,
  });
}
