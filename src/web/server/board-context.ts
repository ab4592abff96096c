import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import type { Caller } from '../../work/workspace/context.ts';
import type { Hubs } from './events/hubs.ts';
import type { Files } from './files.ts';
import type { Login } from './login/login.ts';
import type { AccessTokens } from './login/tokens.ts';
import type { Workspaces } from './workspaces.ts';

/** The services that the routes use. */
export interface BoardServer {
  /** Origins that browsers may call from. The function may be called only after the server has started to listen. */
  origins(): readonly string[];
  version: string;
  instance: string;
  login: Login;
  tokens: AccessTokens;
  workspaces: Workspaces;
  hubs: Hubs;
  files: Files;
  /** The caller for browsers that logged in by a link. */
  person: Caller;
  /** Reports an error that is a defect of Backlog. */
  failed(error: unknown): void;
}

export type Env = { Bindings: HttpBindings; Variables: { caller: Caller; secure: boolean } };

export type RequestContext = Context<Env>;
