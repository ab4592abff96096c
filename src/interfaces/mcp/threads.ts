import { QUIET_TX } from '../../store/index.ts';
import { aliveIn } from '../../work/processes/queue-machine.ts';
import { isUnknownIn, joinSession } from '../../work/subagents/session-record.ts';
import type { Opened } from '../../work/workspace/open.ts';
import type { HookMemory } from '../hooks/memory.ts';
import { clientCaller } from './caller.ts';
import type { McpClient } from './client.ts';
import type { CallMeta } from './protocol/exchange.ts';

/**
 * Returns a function to call before each call of a tool. If a conversation without hooks, such as a thread of Codex, is
 * open in a second terminal, the first call there records this server, so that the claims outlive the other terminal.
 */
export function joinThreads(client: McpClient, memory: HookMemory) {
  const joined = new Set<string>();
  return async ({ store }: Opened, meta: CallMeta): Promise<void> => {
    const { caller, hooked } = clientCaller(client, store, memory, meta);
    const { holder, renewer, actor } = caller;
    if (hooked || !renewer || joined.has(holder) || !store.exists) return;
    joined.add(holder);
    await store.refresh();
    if (!isUnknownIn(store.state, holder, renewer)) return;
    await store.write({ command: QUIET_TX.claims, actor }, (tx) =>
      joinSession(tx, { alive: aliveIn(store) }, holder, renewer),
    );
  };
}
