import { lazy } from '../../base/lazy.ts';
import { runHolder } from '../../claims/index.ts';
import { isActorId } from '../../domain/actor.ts';
import type { Store } from '../../store/index.ts';
import { processId } from '../../work/processes/processes.ts';
import { agentPath } from '../../work/subagents/agent-binding.ts';
import { sessionRuns } from '../../work/subagents/session-record.ts';
import type { Caller } from '../../work/workspace/context.ts';
import type { HookMemory, KnownCaller } from '../hooks/memory.ts';
import { holderWithoutSession, type McpClient } from './client.ts';

/** Neither changes while this process lives: when the client goes, so does the server. Asking costs a process on macOS. */
const self = lazy(() => processId());
/** The client. */
export const parentProcess = lazy(() => processId(process.ppid));

/** What the protocol carries beside the arguments of a call; the client writes it, no model can. */
export type CallMeta = Readonly<Record<string, unknown>> | undefined;

/**
 * The caller of a tool: who the client's hook named a moment before under the id of this very call; else the thread that
 * the call names (Codex), the session that runs in the client process (it may have changed since the server was started), or
 * what the environment said at the start. `hooked`: somebody else sees to it when this session ends.
 */
export function clientCaller(
  client: McpClient,
  store: Store,
  memory: HookMemory,
  meta?: CallMeta,
): { caller: Caller; hooked: boolean } {
  const run = client.env.BACKLOG_RUN;
  const known = knownCaller(memory, meta);
  const recorded = known?.session ?? sessionOfClient(store);
  const session =
    recorded ?? threadOf(meta) ?? client.env.CLAUDE_CODE_SESSION_ID ?? holderWithoutSession(client, self());
  const agent = known?.agent;
  const caller: Caller = {
    actor: {
      kind: 'ai',
      name: client.name,
      session,
      ...(agent ? { agent } : {}),
      ...(known?.agentType ? { agentType: known.agentType } : {}),
      ...(run ? { run } : {}),
    },
    holder: run ? runHolder(run) : agentPath(store.state, { session, agent }),
    ...(known?.worktree ? { worktree: known.worktree } : {}),
    renewer: recorded === undefined ? self() : parentProcess(),
  };
  return { caller, hooked: recorded !== undefined || run !== undefined };
}

/** Claude Code names every call by the id that its hooks were told. */
function knownCaller({ callers }: HookMemory, meta: CallMeta): KnownCaller | undefined {
  const id = meta?.['claudecode/toolUseId'];
  return typeof id === 'string' ? callers.get(id) : undefined;
}

/**
 * Does a client with hooks call that never reaches this server by them? Claude Code 2.1.197 starts a server that died again, but goes on
 * sending its hooks to the dead one.
 */
export function hooksAreLost(store: Store, { reached }: HookMemory, meta: CallMeta): boolean {
  return !reached && typeof meta?.['claudecode/toolUseId'] === 'string' && sessionOfClient(store) !== undefined;
}

function threadOf(meta: CallMeta): string | undefined {
  const id = meta?.threadId;
  return typeof id === 'string' && isActorId(id) ? id : undefined;
}

/** The newest open session of the process that started this server, as the hooks recorded it. */
function sessionOfClient(store: Store): string | undefined {
  let newest: { id: string; started: string } | undefined;
  const client = parentProcess();
  if (!client) return undefined;
  for (const [, session] of store.state.all('session')) {
    if (!session.ended && sessionRuns(session, client) && session.started >= (newest?.started ?? '')) newest = session;
  }
  return newest?.id;
}
