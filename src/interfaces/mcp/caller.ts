import { isObject } from '../../base/is-object.ts';
import { lazy } from '../../base/lazy.ts';
import type { ProcessId } from '../../base/process-id.ts';
import { processHolder } from '../../claims/index.ts';
import { actorName, isActorId } from '../../domain/actor.ts';
import type { Store } from '../../store/index.ts';
import { isZone } from '../../time/index.ts';
import { holderOfRunIn } from '../../work/claim/run-of.ts';
import { processId } from '../../work/processes/processes.ts';
import { agentPath, agentTypeOf } from '../../work/subagents/dispatch.ts';
import { sessionRuns } from '../../work/subagents/session-record.ts';
import type { Caller } from '../../work/workspace/context.ts';
import type { HookMemory, KnownCaller } from '../hooks/memory.ts';
import type { McpClient } from './client.ts';
import type { CallMeta } from './protocol/exchange.ts';

/**
 * This process. It and the client's process don't change while the server lives, because the server ends with its
 * client. They are read only once, because reading them starts a process on macOS.
 */
const self = lazy(() => processId());
/** The client's process. */
export const parentProcess = lazy(() => processId(process.ppid));

/**
 * Returns the caller of a tool. Uses the first of these that exists:
 * - the caller that the client's hook reported for this call id;
 * - the call's thread (Codex);
 * - the session of the client process, which may have changed since the server started;
 * - the environment at the start of the server.
 * In the result, `hooked` means that a hook will report the end of the session.
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
  const agentType = agentTypeOf(store.state, { session, agent }, known?.agentType);
  const caller: Caller = {
    actor: {
      kind: 'ai',
      name: client.author?.kind === 'ai' ? client.author.name : client.name,
      session,
      ...(agent ? { agent } : {}),
      ...(agentType ? { agentType } : {}),
      ...(run ? { run } : {}),
    },
    holder: run ? holderOfRunIn(store.state, run) : agentPath(store.state, { session, agent }),
    ...(known?.worktree ? { worktree: known.worktree } : {}),
    renewer: recorded === undefined ? self() : parentProcess(),
  };
  return { caller, hooked: recorded !== undefined || run !== undefined };
}

/** Returns the caller that a hook reported for the call. Claude Code uses the same id for a call and for its hooks. */
export function knownCaller({ callers }: HookMemory, meta: CallMeta): KnownCaller | undefined {
  const id = meta?.['claudecode/toolUseId'];
  return typeof id === 'string' ? callers.get(id) : undefined;
}

/**
 * Checks whether the client has hooks that never reach this server. Claude Code 2.1.197 restarts a dead server but
 * still sends its hooks to the old one.
 */
export function hooksAreLost(store: Store, { reached }: HookMemory, meta: CallMeta): boolean {
  return !reached && typeof meta?.['claudecode/toolUseId'] === 'string' && sessionOfClient(store) !== undefined;
}

/** Returns the time zone of the client's person, if the client sends one with the call. */
export function zoneOf(meta: CallMeta): { zone?: string } {
  const location = meta?.['openai/userLocation'];
  const said = meta?.['backlog/zone'] ?? (isObject(location) ? location.timezone : undefined);
  return typeof said === 'string' && isZone(said) ? { zone: said } : {};
}

function threadOf(meta: CallMeta): string | undefined {
  const id = meta?.threadId;
  return typeof id === 'string' && isActorId(id) ? id : undefined;
}

/** Checks whether this server's parent is a client process with an open session, as hooks recorded it. */
export function isStartedByClient(store: Store): boolean {
  return sessionOfClient(store) !== undefined;
}

/** Returns the newest open session of the process that started this server, as hooks recorded it. */
function sessionOfClient(store: Store): string | undefined {
  let newest: { id: string; started: string } | undefined;
  const client = parentProcess();
  if (!client) return undefined;
  for (const [, session] of store.state.all('session')) {
    if (!session.ended && sessionRuns(session, client) && session.started >= (newest?.started ?? '')) newest = session;
  }
  return newest?.id;
}

/** Returns the holder path for a client without a session id: it contains the client's name and process. */
function holderWithoutSession({ name }: McpClient, self: ProcessId | undefined): string {
  return processHolder(actorName(name, 'mcp'), self ?? { pid: process.pid, start: '0' });
}
