import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import type { Caller } from '../../work/workspace/context.ts';
import type { Hubs } from './events/hubs.ts';
import type { Files } from './files.ts';
import type { Login } from './login/login.ts';
import type { AccessTokens } from './login/tokens.ts';
import type { Workspaces } from './workspaces.ts';

/** What the server answers with. */
export interface BoardServer {
  /** What browsers may call it; known once it listens. */
  origins(): readonly string[];
  version: string;
  instance: string;
  login: Login;
  tokens: AccessTokens;
  workspaces: Workspaces;
  hubs: Hubs;
  files: Files;
  /** Who signs for a browser that came in by the link. */
  person: Caller;
  /** Reports an error that is a defect of Backlog. */
  failed(error: unknown): void;
}

export type Env = { Bindings: HttpBindings; Variables: { caller: Caller; secure: boolean } };

/** One request on its way through the routes. */
export type RequestContext = Context<Env>;
