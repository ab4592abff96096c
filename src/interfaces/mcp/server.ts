import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { CallToolRequestSchema, ListToolsRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { actorName } from '../../domain/actor.ts';
import type { Client } from './client.ts';
import type { Engine } from './engine.ts';
import { instructionsFor } from './instructions.ts';
import type { UnderWay } from './under-way.ts';

export interface ServerParts {
  version: string;
  client: Client;
  /** Loads what answers the tools; begun once `initialize` has been answered. */
  engine: () => Promise<Engine>;
  underWay: UnderWay;
}

/** The MCP server over the table of commands. It lists and answers; what a tool does is the command's business. */
export function createServer({ version, client, engine, underWay }: ServerParts): Server {
  const server = new Server(
    { name: 'backlog', version },
    { capabilities: { tools: {} }, instructions: instructionsFor(client.env.BACKLOG_TOOLS) },
  );
  server.oninitialized = () => {
    client.name = actorName(server.getClientVersion()?.name ?? '', client.name);
    void engine();
  };
  server.setRequestHandler(ListToolsRequestSchema, async () => ({ tools: (await engine()).tools() }));
  server.setRequestHandler(CallToolRequestSchema, ({ params }) =>
    underWay.add(engine().then((loaded) => loaded.call(params.name, params.arguments ?? {}, params._meta))),
  );
  return server;
}
