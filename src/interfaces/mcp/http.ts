import { createMcpHandler, type ServerEventBus } from '@modelcontextprotocol/server';
import { parseJsonText } from '../../base/json/json-text.ts';
import type { McpDoor, McpRequest } from '../../web/server/mcp/mcp-door.ts';
import { refused } from '../../web/server/request/refusal.ts';
import type { McpClient } from './client.ts';
import type { Engine } from './engine.ts';
import { checkWords, fallbackText, unknownText } from './offered.ts';
import { type ListenFilter, listenFilter, watchAll } from './protocol/listen.ts';
import { createResources, type Resources } from './resources/resources.ts';
import { createServer } from './server.ts';
import { answerOf, toolSet } from './tool-set.ts';
import { isTool } from './tools.ts';

/** Maximum size of a message, in bytes. The server of the board has a smaller limit. */
const MOST_BYTES = 16 * 1_048_576;

/**
 * Answers a request of an MCP client over HTTP. Each request has its own server, because the protocol has no sessions
 * there. The author of changes is that of the token, so no form asks a person.
 */
export const answerMcp: McpDoor = async (asked) => {
  const { request, caller, toolsets, failed } = asked;
  const checked = checkWords(toolsets, isTool);
  const unknown = unknownText(checked, 'toolsets');
  if (unknown !== undefined && !checked.hasKnown)
    return refused(400, unknown, 'Correct the address in the settings of the client.');
  const env = { BACKLOG_TOOLS: toolsets };
  const client: McpClient = {
    name: caller.actor.name,
    forms: false,
    env,
    problem: fallbackText(checked),
    warn: () => undefined,
  };
  const engine = remoteEngine(asked);
  const filter = listenFilter(parseJsonText(await request.clone().text()));
  const { fetch: answer } = createMcpHandler(
    ({ era }) =>
      createServer(
        { client, placed: true, engine: async () => engine, underWay: { add: (call) => call }, open: false },
        era,
      ),
    {
      ...(filter && { bus: watching(engine.resources, filter, asked) }),
      onerror: (error) => error instanceof TypeError && failed(error),
      maxRequestBodySize: MOST_BYTES,
    },
  );
  return answer(request);
};

function remoteEngine({ caller, served, call, toolsets }: McpRequest): Pick<Engine, 'tools' | 'call' | 'resources'> {
  const tools = toolSet(toolsets, () => undefined);
  return {
    tools: async () => ({ tools: tools.list(), few: false }),
    async call(name, args) {
      try {
        return await answerOf(await call(tools.command(name), args));
      } catch (error) {
        return tools.refused(error);
      }
    },
    resources: createResources(
      async () => served.opened,
      () => caller,
      served,
    ),
  };
}

/** Returns the source of the notifications of a listen request. It ends with the stream, or with the caller's token. */
function watching(resources: Resources, filter: ListenFilter, { still }: McpRequest): ServerEventBus {
  return {
    publish: () => undefined,
    subscribe(listener) {
      const notify = (uri?: string) => {
        if (!still()) resources.close();
        else listener(uri === undefined ? { kind: 'resources_list_changed' } : { kind: 'resource_updated', uri });
      };
      void watchAll(resources, filter, notify);
      return resources.close;
    },
  };
}
