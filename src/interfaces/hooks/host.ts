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

/** What a hook knows besides its input. */
export interface Host {
  env: Readonly<Record<string, string | undefined>>;
  /** Milliseconds since the epoch. */
  now: () => number;
  /** The client process, which runs the session: the parent of every hook and of the MCP server. */
  client: () => ProcessId | undefined;
  /** What only a process has that outlives the call; a script has none of it. */
  server?: ServerSide;
  /** Has the client given up on this call? */
  late?(): boolean;
}

export interface ServerSide {
  memory: HookMemory;
  /** Its own store of a workspace, brought up to date; undefined when it has none. */
  opened(where: Workspace): Promise<Opened | undefined>;
  /** Goes on after the answer; a failure is noted in the store's diagnostics. */
  later(step: () => Promise<unknown>): void;
}

export type Handler = (payload: Payload, host: Host) => Promise<Output | undefined>;

/** The kinds that checks of every edit and call load; nothing in a workspace grows them. */
const LIGHT_KINDS = ['claim', 'session', 'dispatch', 'setting', 'repository'] as const;

/** A store of which only who holds what is loaded. */
export interface Light {
  where: Workspace;
  store: Store;
}

/**
 * The workspace of the session: that of the folder the client was started in, as for its MCP server. undefined when there
 * is none, and then a hook has nothing to do.
 */
export function sessionWorkspace(payload: Pick<Payload, 'cwd'> | undefined, host: Host): Workspace | undefined {
  const folder = sessionFolder(payload, host);
  return folder === undefined ? undefined : workspaceOf(folder, host);
}

/** The workspaces that judge a file, wherever the session runs: its repository's and those around it, else the ones of a link to it. */
export function fileWorkspaces(file: string, host: Host): Workspace[] {
  for (const { folder } of linkNames(file).reverse()) {
    const all = workspacesAround(folder, findFrom(host)).filter(({ exists }) => exists);
    if (all.length > 0) return all.filter(({ dir }, n) => all.findIndex((one) => one.dir === dir) === n);
  }
  return [];
}

/** Top of the worktree that a payload's caller is in: an isolated subagent has one of its own. */
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

/** A payload as the session's own, whichever of its agents it came from. */
export function ofSession({ agent: _, agentType: __, ...rest }: Payload): Payload {
  return rest;
}

/** Who a payload is about: signs and holds. */
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

/** The path that the caller of a payload holds claims under. */
export function holderOf(records: Records, who: Pick<Payload, 'session' | 'agent'>, { env }: Host): string {
  return env.BACKLOG_RUN ? runHolder(env.BACKLOG_RUN) : agentPath(records, who);
}

/** The workspace of a folder, whether there is a store or not. */
export function findFrom(host: Host): (folder: string) => Workspace {
  const home = homeFolder();
  return (cwd) => findWorkspace({ cwd, env: host.env, home });
}

function workspaceOf(folder: string, host: Host): Workspace | undefined {
  const where = findFrom(host)(folder);
  return where.exists ? where : undefined;
}
