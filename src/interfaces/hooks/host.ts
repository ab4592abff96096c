import { isAbsolute } from 'node:path';
import { present } from '../../base/present.ts';
import type { ProcessId } from '../../base/process-id.ts';
import { runHolder } from '../../claims/index.ts';
import { findWorkspace, openStore, type Store, type Workspace } from '../../store/index.ts';
import { linkNames } from '../../work/paths/links.ts';
import { agentPath } from '../../work/subagents/agent-binding.ts';
import { workspacesAround } from '../../work/workspace/around.ts';
import type { Caller } from '../../work/workspace/context.ts';
import { homeFolder } from '../../work/workspace/home.ts';
import type { Opened } from '../../work/workspace/open.ts';
import { offersOf } from '../mcp/offered.ts';
import type { HookMemory } from './memory.ts';
import type { Output } from './output.ts';
import type { Payload } from './payload.ts';

/** The surroundings of a hook call, besides its payload. */
export interface Host {
  env: Readonly<Record<string, string | undefined>>;
  /** Milliseconds since the epoch. */
  now: () => number;
  /** The client process of the session: the parent of every hook and of the MCP server. */
  client: () => ProcessId | undefined;
  /** State of a process that outlives the call. A script has none. */
  server?: ServerSide;
  /** Has the client given up on this call? */
  late?(): boolean;
}

export interface ServerSide {
  memory: HookMemory;
  /** The server's own store of a workspace, refreshed. Undefined if it has none. */
  opened(where: Workspace): Promise<Opened | undefined>;
  /** Runs a step after the answer. A failure goes into the store's diagnostics. */
  later(step: () => Promise<unknown>): void;
}

export type Handler = (payload: Payload, host: Host) => Promise<Output | undefined>;

/**
 * The kinds of records that the check of each edit and call loads. A workspace has few of them, however many tasks it
 * has.
 */
const LIGHT_KINDS = ['claim', 'session', 'dispatch', 'setting', 'repository'] as const;

/** A store that has loaded only claims and the records around them. */
export interface Light {
  where: Workspace;
  store: Store;
}

/**
 * The session's workspace: that of the folder in which the client started, as for its MCP server. Undefined if there is
 * none. Hooks then have nothing to do.
 */
export function sessionWorkspace(payload: Pick<Payload, 'cwd'> | undefined, host: Host): Workspace | undefined {
  const folder = sessionFolder(payload, host);
  return folder === undefined ? undefined : workspaceOf(folder, host);
}

/**
 * The workspaces that judge a file, wherever the session runs: that of its repository and the surrounding ones, or
 * those of a link to the file.
 */
export function fileWorkspaces(file: string, host: Host): Workspace[] {
  for (const { folder } of linkNames(file).reverse()) {
    const all = workspacesAround(folder, findFrom(host)).filter(({ exists }) => exists);
    if (all.length > 0) return all.filter(({ dir }, n) => all.findIndex((one) => one.dir === dir) === n);
  }
  return [];
}

/** Top of the worktree of a payload's caller. An isolated subagent has its own. */
export function worktreeOf({ cwd }: Payload, host: Host): string | undefined {
  return cwd !== undefined ? workspaceOf(cwd, host)?.root : undefined;
}

export async function openLight(where: Workspace, host: Host): Promise<Light> {
  const warm = await host.server?.opened(where);
  if (warm) return { where, store: warm.store };
  return { where, store: await openStore({ dir: where.dir, now: host.now, kinds: LIGHT_KINDS }) };
}

export function sessionFolder(payload: Pick<Payload, 'cwd'> | undefined, { env }: Host): string | undefined {
  return [env.CLAUDE_PROJECT_DIR, payload?.cwd].find((folder) => folder !== undefined && isAbsolute(folder));
}

/** The payload with the session as its caller, for a payload of any of its agents. */
export function ofSession({ agent: _, agentType: __, ...rest }: Payload): Payload {
  return rest;
}

/** The author and the holder path of a payload's caller. */
export function payloadCaller(records: Records, payload: Payload, host: Host): Caller {
  const { session, agent, agentType } = payload;
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

type Records = Pick<Store['state'], 'all'>;

/** The holder path of a payload's caller. */
export function holderOf(records: Records, who: Pick<Payload, 'session' | 'agent'>, { env }: Host): string {
  return env.BACKLOG_RUN ? runHolder(env.BACKLOG_RUN) : agentPath(records, who);
}

/** Finds the workspace of a folder, with or without a store. */
export function findFrom(host: Host): (folder: string) => Workspace {
  const home = homeFolder();
  return (cwd) => findWorkspace({ cwd, env: host.env, home });
}

function workspaceOf(folder: string, host: Host): Workspace | undefined {
  const where = findFrom(host)(folder);
  return where.exists ? where : undefined;
}
