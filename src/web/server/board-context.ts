import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import type { AccessTokens, TokenQueue } from '../../work/people/tokens.ts';
import type { Caller } from '../../work/workspace/context.ts';
import type { Hubs } from './events/hubs.ts';
import type { Files } from './files.ts';
import type { Login } from './login/login.ts';
import type { McpDoor } from './mcp/mcp-door.ts';
import type { SoonLooks } from './service-events/look-soon.ts';
import type { TrustedProxy } from './start/trusted-proxy.ts';
import type { Workspaces } from './workspaces.ts';

/** The services that the routes use. */
export interface BoardServer {
  /** Origins that browsers may call from. Call this function only when the server listens. */
  origins(): readonly string[];
  version: string;
  instance: string;
  login: Login;
  /** The tokens of this machine. Those of a queue are its records. */
  tokens: AccessTokens;
  workspaces: Workspaces;
  hubs: Hubs;
  /** What the server knows about events that services send. */
  serviceEvents: ServiceEvents;
  files: Files;
  /** Loads the answers to MCP clients, if the server has them. */
  mcp?: (() => Promise<McpDoor>) | undefined;
  /** Returns the current time, in milliseconds since the epoch. */
  now(): number;
  /** The caller for browsers that logged in with a link. */
  person: Caller;
  /** The proxy whose header names people. */
  proxy?: TrustedProxy | undefined;
  /** Reports an error in Backlog itself. */
  failed(error: unknown): void;
}

export type Env = {
  Bindings: HttpBindings;
  Variables: { caller: Caller; secure: boolean; tokenQueue?: NamedQueue | undefined };
};

/** The queue that a request's token names, and the uuid of its workspace. */
export type NamedQueue = TokenQueue & { uuid: string };

export type RequestContext = Context<Env>;

/** A source of a queue. */
export interface EventPlace {
  uuid: string;
  source: string;
}

/** What the server knows about events that services send. */
export interface ServiceEvents {
  /** Has the secrets. */
  env: NodeJS.ProcessEnv;
  looks: SoonLooks<EventPlace>;
}
