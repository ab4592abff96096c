import type { IncomingMessage, ServerResponse } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { version } from '../../../base/version.ts';
import { tokensIn } from '../../../work/people/machine-tokens.ts';
import { userName } from '../../../work/people/user-name.ts';
import type { StartJob } from '../../../work/processes/background-job.ts';
import { processId } from '../../../work/processes/processes.ts';
import type { Caller } from '../../../work/workspace/context.ts';
import { createApp } from '../app.ts';
import { createHubs } from '../events/hubs.ts';
import { createFiles, webFolder } from '../files.ts';
import { createLogin } from '../login/login.ts';
import { sessionsIn } from '../login/sessions.ts';
import type { McpDoor } from '../mcp/mcp-door.ts';
import { createServiceEvents } from '../service-events/event-route.ts';
import { createWorkspaces } from '../workspaces.ts';
import type { Reach } from './reach.ts';

export interface ServingOptions {
  env: NodeJS.ProcessEnv;
  /** Working directory of the process that started the server. */
  cwd: string;
  /** Folder of the app's files. The default is the folder beside this code. */
  web?: string;
  errands?: StartJob;
  mcp?: (() => Promise<McpDoor>) | undefined;
  /** Whether the server opens all queues at its start, and keeps their orchestrators running. */
  unattended?: boolean;
  instance: string;
  secret: string;
  /** Folder of the board's own files in BACKLOG_HOME. */
  folder: string;
  /** Returns the current time, in milliseconds since the epoch. */
  now(): number;
  reach: Reach;
  port(): number;
  /** Called with errors in Backlog itself. */
  failed(error: unknown): void;
}

/** The request handler of the server, with its stores and streams. */
export interface Serving {
  answer(request: IncomingMessage, response: ServerResponse): void;
  /** Number of open event streams. */
  listeners(): number;
  /** Ends all event streams. */
  end(): void;
  /** Closes the stores. Call this function after the last request has ended. */
  close(): Promise<void>;
}

export function createServing(options: ServingOptions): Serving {
  const { env, cwd, errands, mcp, unattended, web, instance, secret, folder, now, reach, port, failed } = options;
  const workspaces = createWorkspaces(env, cwd, { start: errands, unattended });
  if (unattended) void workspaces.openAll(failed);
  const hubs = createHubs(workspaces, failed);
  const serviceEvents = createServiceEvents(env, { workspaces, hubs, failed });
  const app = createApp({
    ...{ version, instance, workspaces, hubs, serviceEvents, now, failed, mcp },
    origins: () => reach.origins(port()),
    login: createLogin({ secret, instance, now, port: () => String(port()), sessions: sessionsIn(folder) }),
    tokens: tokensIn(folder),
    files: createFiles(web ?? webFolder()),
    person: personOf(env),
    proxy: reach.proxy,
  });
  const listener = getRequestListener(app.fetch, { overrideGlobalObjects: false });
  return {
    answer: (request, response) => void listener(request, response),
    listeners: () => hubs.listeners,
    end: () => hubs.close(),
    async close() {
      await serviceEvents.looks.close();
      await workspaces.close();
    },
  };
}

/** Returns the caller for browsers: the person who started the board. */
function personOf(env: ServingOptions['env']): Caller {
  const name = userName(env);
  return { actor: { kind: 'human', name }, holder: `human:${name}`, renewer: processId(), door: 'web', reads: true };
}
