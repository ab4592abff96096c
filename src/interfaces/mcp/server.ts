import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import {
  CallToolRequestSchema,
  CompleteRequestSchema,
  GetPromptRequestSchema,
  ListPromptsRequestSchema,
  ListResourcesRequestSchema,
  ListResourceTemplatesRequestSchema,
  ListToolsRequestSchema,
  ReadResourceRequestSchema,
  SubscribeRequestSchema,
  UnsubscribeRequestSchema,
} from '@modelcontextprotocol/sdk/types.js';
import { actorName } from '../../domain/actor.ts';
import { completesTemplates, type McpClient } from './client.ts';
import type { Engine } from './engine.ts';
import { instructionsFor } from './instructions.ts';
import type { Resources } from './resources/resources.ts';
import type { UnderWay } from './under-way.ts';

export interface ServerParts {
  version: string;
  client: McpClient;
  /** Whether the command line names the working folder. The server then doesn't request the client's open folders. */
  placed: boolean;
  /** Loads the engine for tools. Called only after the answer to `initialize`. */
  engine: () => Promise<Engine>;
  underWay: UnderWay;
}

const CAPABILITIES = {
  tools: {},
  resources: { subscribe: true, listChanged: true },
  prompts: {},
  completions: {},
} as const;

/** Maximum time in milliseconds for a client to list its open folders. */
const ROOTS_MS = 2_000;

/** Creates the MCP server for the table of commands. The server lists the tools and passes calls to the engine. */
export function createServer({ version, client, placed, engine, underWay }: ServerParts): Server {
  const server = new Server(
    { name: 'backlog', version },
    { capabilities: CAPABILITIES, instructions: instructionsFor(client.env.BACKLOG_TOOLS) },
  );
  server.oninitialized = () => {
    client.name = actorName(server.getClientVersion()?.name ?? '', client.name);
    if (server.getClientCapabilities()?.roots && !placed)
      client.roots = async () => {
        const { roots } = await server.listRoots(undefined, { timeout: ROOTS_MS });
        return roots.map(({ uri }) => uri);
      };
    void engine();
  };
  server.setRequestHandler(ListToolsRequestSchema, async () => ({ tools: (await engine()).tools() }));
  server.setRequestHandler(CallToolRequestSchema, ({ params }) =>
    underWay.add(engine().then((loaded) => loaded.call(params.name, params.arguments ?? {}, params._meta))),
  );
  offerResources(server, client, (ask) => underWay.add(engine().then(({ resources }) => ask(resources))));
  offerPrompts(server, client);
  return server;
}

type Ask = <T>(ask: (resources: Resources) => Promise<T> | T) => Promise<T>;

function offerResources(server: Server, client: McpClient, ask: Ask): void {
  const notify = (uri?: string) => {
    const told = uri === undefined ? server.sendResourceListChanged() : server.sendResourceUpdated({ uri });
    told.catch(() => undefined); // The client has disconnected.
  };
  server.setRequestHandler(ListResourcesRequestSchema, () => ask((resources) => resources.list(notify)));
  server.setRequestHandler(ListResourceTemplatesRequestSchema, () =>
    completesTemplates(client) ? ask((resources) => resources.templates()) : { resourceTemplates: [] },
  );
  server.setRequestHandler(ReadResourceRequestSchema, ({ params }) => ask((resources) => resources.read(params.uri)));
  server.setRequestHandler(SubscribeRequestSchema, async ({ params }) => {
    await ask((resources) => resources.subscribe(params.uri, notify));
    return {};
  });
  server.setRequestHandler(UnsubscribeRequestSchema, async ({ params }) => {
    await ask((resources) => resources.unsubscribe(params.uri));
    return {};
  });
  server.setRequestHandler(CompleteRequestSchema, async ({ params: { ref, argument, context } }) => {
    if (ref.type !== 'ref/resource') return { completion: { values: [] } };
    return ask((resources) => resources.complete(ref.uri, argument, context?.arguments ?? {}));
  });
}

function offerPrompts(server: Server, client: McpClient): void {
  server.setRequestHandler(ListPromptsRequestSchema, async () =>
    (await import('./prompts.ts')).listPrompts(client.name),
  );
  server.setRequestHandler(GetPromptRequestSchema, async ({ params }) =>
    (await import('./prompts.ts')).getPrompt(params.name, params.arguments),
  );
}
