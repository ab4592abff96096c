import { present } from '../../base/present.ts';
import type { ProcessId } from '../../base/process-id.ts';
import {
  findWorkspace,
  GUARD_KINDS,
  goneQueue,
  linkNames,
  openStore,
  type Store,
  storeOf,
  type Workspace,
} from '../../store/index.ts';
import { holderOfRunIn } from '../../work/claim/run-of.ts';
import { workspacesAround } from '../../work/paths/locate.ts';
import { agentPath, agentTypeOf } from '../../work/subagents/dispatch.ts';
import type { Caller } from '../../work/workspace/context.ts';
import { homeFolder } from '../../work/workspace/home.ts';
import type { Opened } from '../../work/workspace/open.ts';
import { offersOf } from '../mcp/offered.ts';
import { sessionFolder } from '../session-folder.ts';
import type { HookMemory } from './memory.ts';
import type { Output } from './output.ts';
import type { Payload } from './payload.ts';

/** Everything that a handler needs besides the payload: the environment, the clock, the client and the server. */
export interface Host {
  env: NodeJS.ProcessEnv;
  /** Returns the current time, in milliseconds since the epoch. */
  now: () => number;
  /** Returns the client process of the session. It is the parent of every hook and of the MCP server. */
  client: () => ProcessId | undefined;
  /** State that the server keeps between calls. Undefined in a script. */
  server?: ServerSide;
  /** Checks whether the client no longer waits for the answer to this call. */
  late?(): boolean;
}

export interface ServerSide {
  memory: HookMemory;
  /** Returns the server's own up-to-date store of a workspace. Undefined if the server has none. */
  opened(where: Workspace): Promise<Opened | undefined>;
  /** Returns the error of the last hook if the queue's server gave it no answer, and has not since. */
  outage?(): Error | undefined;
  /** Returns the same store as it was last read. */
  known(where: Workspace): Opened | undefined;
  /** Runs a function that nobody waits for. Writes its error to the store's diagnostics. */
  later(step: (server: ServerSide) => Promise<unknown>): void;
}

export type Handler = (payload: Payload, host: Host) => Promise<Output | undefined>;

/** A store that has loaded only the records of {@link GUARD_KINDS}. A workspace has few of them, even with many tasks. */
export interface Light {
  where: Workspace;
  store: Store;
}

/** Returns the session's workspace, which the MCP server uses, too. Undefined if there is none; hooks then do nothing. */
export function sessionWorkspace(payload: Pick<Payload, 'cwd'> | undefined, host: Host): Workspace | undefined {
  const folder = payloadFolder(payload, host);
  return folder === undefined ? undefined : workspaceOf(folder, host);
}

/**
 * Returns the workspaces whose claims apply to a file: those of the file's repository and of the surrounding
 * repositories. For a file behind a link, includes the workspaces of the link. The session's folder doesn't matter.
 */
export function fileWorkspaces(file: string, host: Host): Workspace[] {
  for (const { folder } of linkNames(file).reverse()) {
    const all = workspacesAround(folder, findFrom(host)).filter(({ exists }) => exists);
    if (all.length > 0) return all.filter(({ dir }, n) => all.findIndex((one) => one.dir === dir) === n);
  }
  return [];
}

/** Returns the top folder of the caller's worktree. An isolated subagent has its own worktree. */
export function worktreeOf({ cwd }: Payload, host: Host): string | undefined {
  return cwd !== undefined ? workspaceOf(cwd, host)?.root : undefined;
}

export async function openLight(where: Workspace, host: Host): Promise<Light> {
  const warm = await host.server?.opened(where);
  if (warm) return { where, store: warm.store };
  return { where, store: await openStore({ ...storeOf(where), now: host.now, kinds: GUARD_KINDS }) };
}

/** Reads what this call has changed through the session's own workspace, unless that is the same store. */
export async function readOwnChanges({ where, store }: Light, host: Host): Promise<void> {
  if ((await host.server?.opened(where))?.store !== store) await store.refresh();
}

/** Returns the folder whose queue the session uses, as far as a hook knows. */
export function payloadFolder(payload: Pick<Payload, 'cwd'> | undefined, { env, server }: Host): string | undefined {
  return sessionFolder([payload?.cwd, server?.memory.queueFolder, env.CLAUDE_PROJECT_DIR], env);
}

/** Returns the same payload with the session as the caller instead of a subagent. */
export function ofSession({ agent: _, agentType: __, ...rest }: Payload): Payload {
  return rest;
}

/** Returns the author and the holder path of a payload's caller. */
export function payloadCaller(records: Records, payload: Payload, host: Host): Caller {
  const { session, agent } = payload;
  const agentType = agentTypeOf(records, payload, payload.agentType);
  const run = host.env.BACKLOG_RUN;
  const client = host.client();
  return {
    actor: {
      kind: 'ai',
      name: 'claude-code',
      session,
      ...(agent ? { agent } : {}),
      ...(agentType ? { agentType } : {}),
      ...(run ? { run } : {}),
    },
    holder: holderOf(records, payload, host),
    ...present({ renewer: client }),
    offers: offersOf(host.env.BACKLOG_TOOLS),
  };
}

type Records = Pick<Store['state'], 'all' | 'get'>;

/** Returns the holder path of a payload's caller. */
export function holderOf(records: Records, who: Pick<Payload, 'session' | 'agent'>, { env }: Host): string {
  return env.BACKLOG_RUN ? holderOfRunIn(records, env.BACKLOG_RUN) : agentPath(records, who);
}

/** Finds the workspace of a folder, with or without a store. */
export function findFrom(host: Host): (folder: string) => Workspace {
  const home = homeFolder();
  return (cwd) => findWorkspace({ cwd, env: host.env, home });
}

/** @throws BacklogError `store` for a damaged marker file, or a queue that had changes and is gone */
function workspaceOf(folder: string, host: Host): Workspace | undefined {
  const where = findFrom(host)(folder);
  if (where.used && !where.exists) throw goneQueue(where.dir, where.common ?? '');
  return where.exists ? where : undefined;
}
