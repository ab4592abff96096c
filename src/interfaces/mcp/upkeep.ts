import { type Keeper, keepUp } from '../../scheduler/keep-up.ts';
import { renewLeases } from '../../work/claim/renew.ts';
import type { Opened } from '../../work/workspace/open.ts';
import { livingHolders } from '../hooks/living-holders.ts';
import type { HookMemory } from '../hooks/memory.ts';
import { clientCaller } from './caller.ts';
import type { McpClient } from './client.ts';

/** Time between two renewals of leases, in milliseconds. It is much shorter than half of a lease. */
const EVERY_MS = 60_000;
/** Time from a write to the checkpoint and packing, in milliseconds. Several writes within this time cause only one. */
const AFTER_MS = 250;

export interface SessionUpkeep extends Pick<Keeper, 'keep' | 'stop'> {
  /** Must be called after every write to the store. */
  wrote(): void;
}

/**
 * Starts the server's regular jobs: renews the leases of its session and of living agents, runs the workspace's
 * automatic jobs, and keeps the log short. Writes a failure to the store's diagnostics, and tries again the next time.
 */
export function startUpkeep(opened: () => Opened | undefined, client: McpClient, memory: HookMemory): SessionUpkeep {
  let soon: NodeJS.Timeout | undefined;
  const attempt = (what: string, step: (workspace: Opened) => Promise<unknown>) => {
    const workspace = opened();
    if (!workspace?.store.exists) return;
    step(workspace).catch((error) => workspace.store.appendDiagnostic(`server, ${what}: ${String(error)}`));
  };
  const round = async (workspace: Opened) => {
    await workspace.ready();
    const context = workspace.context(clientCaller(client, workspace.store, memory).caller);
    const { holder } = context.caller;
    await renewLeases(
      workspace.store,
      livingHolders(workspace.store.state, holder, memory, context.clock.now),
      context.clock.now,
    );
  };
  const timer = setInterval(() => attempt('leases', round), EVERY_MS);
  timer.unref();
  const keeper = keepUp(opened, (error, { store }) => store.appendDiagnostic(`server, upkeep: ${String(error)}`));
  return {
    wrote() {
      if (soon) return;
      soon = setTimeout(() => {
        soon = undefined;
        attempt('maintenance', (workspace) => workspace.store.maintain());
      }, AFTER_MS);
      soon.unref();
    },
    keep: keeper.keep,
    stop() {
      keeper.stop();
      clearInterval(timer);
      clearTimeout(soon);
    },
  };
}
