import type {
  CallToolResult,
  ClientCapabilities,
  InputRequiredResult,
  ProtocolEra,
  ServerContext,
} from '@modelcontextprotocol/server';
import {
  CLIENT_INFO_META_KEY,
  MissingRequiredClientCapabilityError,
  ProtocolError,
  ProtocolErrorCode,
  Server,
} from '@modelcontextprotocol/server';
import * as z from 'zod';
import { present } from '../../base/present.ts';
import { BacklogError } from '../../domain/errors.ts';
import { completesTemplates, type McpClient, meet } from './client.ts';
import type { Engine } from './engine.ts';
import { firstInstructions, instructionsFor } from './instructions.ts';
import { exchangeOf, showsForms } from './protocol/exchange.ts';
import type { Resources } from './resources/resources.ts';
import type { Notify } from './resources/watch.ts';
import { icons, serverInfo } from './server-info.ts';
import { TASKS, type TaskState } from './tasks.ts';

export interface ServerParts {
  client: McpClient;
  /** Whether the command line names the working folder. The server then doesn't request the client's open folders. */
  placed: boolean;
  /** Loads the engine for tools. Called only after the answer to the first request. */
  engine: () => Promise<Pick<Engine, 'tools' | 'call' | 'resources'> & Partial<Pick<Engine, 'task'>>>;
  underWay: Pick<UnderWay, 'add'>;
  /** Whether the connection stays open, so that the server can notify the client at any time. */
  open: boolean;
}

const CAPABILITIES = {
  tools: { listChanged: true },
  resources: { subscribe: true, listChanged: true },
  prompts: {},
  completions: {},
} as const;

/** Maximum time in milliseconds for a client to list its open folders. */
const ROOTS_MS = 2_000;

/** Maximum time in milliseconds for a person to answer a form of the old era. The client can have a shorter limit. */
const FORM_MS = 24 * 3_600_000;

/** How long clients of the modern era can keep answers that change only with the server's version or its settings. */
const FIXED = { ttlMs: 3_600_000, cacheScope: 'private' } as const;

/**
 * Creates the MCP server for the table of commands, in an era of the protocol. The server lists the tools and passes
 * calls to the engine.
 */
export function createServer(parts: ServerParts, era: ProtocolEra): Server {
  const { client, placed, engine, underWay, open } = parts;
  // A server over HTTP has no state of its own beyond a request.
  const hasTasks = open && era === 'modern';
  const notifies = open || era === 'modern';
  const server = new Server(era === 'legacy' ? { ...serverInfo, icons } : serverInfo, {
    capabilities: notifies
      ? { ...CAPABILITIES, ...(hasTasks ? { extensions: { [TASKS]: {} } } : {}) }
      : { ...CAPABILITIES, tools: {}, resources: {} },
    instructions: client.isNew
      ? firstInstructions(client.problem)
      : instructionsFor(client.env.BACKLOG_TOOLS, client.problem),
    cacheHints: {
      'server/discover': FIXED,
      'tools/list': FIXED,
      'prompts/list': FIXED,
      'resources/templates/list': FIXED,
    },
    inputRequired: { roundTimeoutMs: FORM_MS },
  });
  const initialized = { era, capabilities: undefined as ClientCapabilities | undefined };
  server.oninitialized = () => {
    const capabilities = server.getClientCapabilities();
    initialized.capabilities = capabilities;
    meet(client, server.getClientVersion());
    client.forms = showsForms(capabilities);
    if (capabilities?.roots && !placed)
      client.roots = async () => {
        const { roots } = await server.listRoots(undefined, { timeout: ROOTS_MS });
        return roots.map(({ uri }) => uri);
      };
    void engine();
  };
  const loaded = (ctx: ServerContext) => {
    meetBy(client, ctx);
    return engine();
  };
  if (open) client.toolsChanged = () => void server.sendToolListChanged().catch(() => undefined);
  server.setRequestHandler('tools/list', async (_, ctx) => {
    const { tools, few } = await (await loaded(ctx)).tools(exchangeOf(ctx, initialized).tasks);
    return few ? { tools, ttlMs: 0, cacheScope: 'private' as const } : { tools };
  });
  server.setRequestHandler(
    'tools/call',
    ({ params }, ctx) =>
      underWay.add(
        loaded(ctx).then(({ call }) => call(params.name, params.arguments ?? {}, exchangeOf(ctx, initialized))),
        // The library has no type for an answer that is a task, but passes it on.
      ) as Promise<CallToolResult | InputRequiredResult>,
  );
  if (hasTasks)
    offerTasks(server, (taskId, ctx, responses) =>
      underWay.add(
        loaded(ctx).then(({ task }) => task!(taskId, { ...exchangeOf(ctx, initialized), ...present({ responses }) })),
      ),
    );
  const ask: Ask = (ctx, question) => underWay.add(loaded(ctx).then(({ resources }) => question(resources)));
  offerResources(server, client, ask, open ? notifierOf(server) : undefined);
  offerPrompts(server, client);
  return server;
}

/** Stores the client's name of a request of the modern era. */
function meetBy(client: McpClient, { mcpReq }: ServerContext): void {
  const envelope: Readonly<Record<string, unknown>> = mcpReq.envelope ?? {};
  meet(client, envelope[CLIENT_INFO_META_KEY]);
}

/** Returns the function that notifies a server's client of changed resources. */
export function notifierOf(server: Server): Notify {
  return (uri) => {
    const told = uri === undefined ? server.sendResourceListChanged() : server.sendResourceUpdated({ uri });
    told.catch(() => undefined); // The client has disconnected.
  };
}

const TASK = z.looseObject({ taskId: z.string() });
const RESULT = z.looseObject({});

/**
 * Offers the requests of the extension for tasks. `tasks/cancel` only says that the client no longer waits: the run goes
 * on, because a person stops it with run_control.
 */
function offerTasks(
  server: Server,
  read: (taskId: string, ctx: ServerContext, responses?: Record<string, unknown>) => Promise<TaskState>,
): void {
  const known: typeof read = async (taskId, ctx, responses) => {
    if (!exchangeOf(ctx, { era: 'modern', capabilities: undefined }).tasks)
      throw new MissingRequiredClientCapabilityError({ requiredCapabilities: { extensions: { [TASKS]: {} } } });
    return read(taskId, ctx, responses).catch(asUnknownTask);
  };
  server.setRequestHandler('tasks/get', { params: TASK, result: RESULT }, async ({ taskId }, ctx) => ({
    ...(await known(taskId, ctx)),
  }));
  server.setRequestHandler('tasks/update', { params: TASK, result: RESULT }, async (params, ctx) => {
    await known(params.taskId, ctx, params.inputResponses as Record<string, unknown> | undefined);
    return {};
  });
  server.setRequestHandler('tasks/cancel', { params: TASK, result: RESULT }, async ({ taskId }, ctx) => {
    await known(taskId, ctx);
    return {};
  });
}

/** Clients read other codes as an error that passes, and ask again. */
function asUnknownTask(error: unknown): never {
  if (error instanceof BacklogError && (error.code === 'not-found' || error.code === 'usage'))
    throw new ProtocolError(ProtocolErrorCode.InvalidParams, error.message);
  throw error;
}

type Ask = <T>(ctx: ServerContext, ask: (resources: Resources) => Promise<T> | T) => Promise<T>;

function offerResources(server: Server, client: McpClient, ask: Ask, notify: Notify | undefined): void {
  server.setRequestHandler('resources/list', (_, ctx) => ask(ctx, (resources) => resources.list(notify)));
  server.setRequestHandler('resources/templates/list', (_, ctx) =>
    ask(ctx, (resources) => (completesTemplates(client) ? resources.templates() : { resourceTemplates: [] })),
  );
  server.setRequestHandler('resources/read', ({ params }, ctx) => ask(ctx, (resources) => resources.read(params.uri)));
  if (notify) offerSubscriptions(server, ask, notify);
  server.setRequestHandler('completion/complete', async ({ params: { ref, argument, context } }, ctx) => {
    if (ref.type !== 'ref/resource') return { completion: { values: [] } };
    return ask(ctx, (resources) => resources.complete(ref.uri, argument, context?.arguments ?? {}));
  });
}

function offerSubscriptions(server: Server, ask: Ask, notify: Notify): void {
  server.setRequestHandler('resources/subscribe', async ({ params }, ctx) => {
    await ask(ctx, (resources) => resources.subscribe(params.uri, notify));
    return {};
  });
  server.setRequestHandler('resources/unsubscribe', async ({ params }, ctx) => {
    await ask(ctx, (resources) => resources.unsubscribe(params.uri));
    return {};
  });
}

function offerPrompts(server: Server, client: McpClient): void {
  server.setRequestHandler('prompts/list', async (_, ctx) => {
    meetBy(client, ctx);
    return (await import('./prompts.ts')).listPrompts(client.name);
  });
  server.setRequestHandler('prompts/get', async ({ params }) =>
    (await import('./prompts.ts')).getPrompt(params.name, params.arguments),
  );
}

/** The unfinished calls. A server answers them before it ends. */
interface UnderWay {
  add<T>(call: Promise<T>): Promise<T>;
  /** Resolves when all calls have finished. Never rejects. */
  settled(): Promise<void>;
}

export function createUnderWay(): UnderWay {
  const calls = new Set<Promise<unknown>>();
  return {
    add(call) {
      const ended = call.catch(() => undefined).finally(() => calls.delete(ended));
      calls.add(ended);
      return call;
    },
    async settled() {
      while (calls.size > 0) await Promise.all(calls);
    },
  };
}
