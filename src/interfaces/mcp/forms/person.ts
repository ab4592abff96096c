import { present } from '../../../base/present.ts';
import { AGENT_CLIENTS } from '../../../domain/runs/agent-clients.ts';
import type { Store } from '../../../store/index.ts';
import { userName } from '../../../work/people/user-name.ts';
import type { Caller } from '../../../work/workspace/context.ts';
import type { HookMemory } from '../../hooks/memory.ts';
import { hooksAreLost, isStartedByClient, knownCaller } from '../caller.ts';
import type { McpClient } from '../client.ts';
import type { CallMeta } from '../protocol/exchange.ts';

/** The sources that decide whether a person can answer a form. */
export interface Around {
  client: McpClient;
  store: Store;
  memory: HookMemory;
}

/**
 * Returns the person who can answer a form for a call, as the author of the answer. Returns undefined if a form would
 * reach no person, or if nobody knows who called:
 * - the call is from a run or a subagent;
 * - the client runs without a terminal: `claude -p` or the Agent SDK, where a hook could answer, or `codex exec`, which
 *   declines all forms;
 * - the client's hooks report callers, but not this one;
 * - an agent's shell started this server, so that the agent itself may be the client.
 */
export function personAt(caller: Caller, { client, store, memory }: Around, meta: CallMeta): Caller | undefined {
  const { env } = client;
  const { agent, run, session } = caller.actor;
  if (agent !== undefined || run !== undefined || env.BACKLOG_RUN !== undefined) return undefined;
  if (env.CLAUDE_CODE_ENTRYPOINT?.startsWith('sdk') || isCodexExec(meta)) return undefined;
  const isReported = typeof meta?.['claudecode/toolUseId'] === 'string' && memory.reached;
  if (hooksAreLost(store, memory, meta) || (isReported && !knownCaller(memory, meta))) return undefined;
  if (isOfAgent(env) && !isStartedByClient(store)) return undefined;
  const name = userName(env);
  return {
    actor: { kind: 'human', name, via: 'form', ...present({ session }) },
    holder: `human:${name}`,
    ...present({ offers: caller.offers }),
  };
}

/** Checks whether the environment is that of an agent. A client gives it to its servers and to its shells. */
function isOfAgent(env: McpClient['env']): boolean {
  return AGENT_CLIENTS.some(({ marks }) => marks.some((mark) => env[mark] !== undefined));
}

/** Facts about the turn that makes a call, as Codex 0.171.0 writes them into the call's metadata. No model can change them. */
interface CodexTurn {
  turn_id?: unknown;
  /** `exec` in `codex exec`, `user` for a prompt at a terminal. */
  turn_trigger?: unknown;
}

/** Checks whether `codex exec` makes a call. It has no person, and declines every form. */
function isCodexExec(meta: CallMeta): boolean {
  return turnOf(meta)?.turn_trigger === 'exec';
}

/** Returns the id of the turn in which a person's prompt made Codex call a tool. */
export function codexPrompt(meta: CallMeta): string | undefined {
  const { turn_id: id, turn_trigger: trigger } = turnOf(meta) ?? {};
  return trigger === 'user' && typeof id === 'string' ? id : undefined;
}

function turnOf(meta: CallMeta): CodexTurn | undefined {
  const turn = meta?.['x-codex-turn-metadata'];
  return typeof turn === 'object' && turn !== null ? turn : undefined;
}
