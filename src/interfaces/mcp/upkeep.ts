import { statSync } from 'node:fs';
import { isWithin } from '../../claims/index.ts';
import { type Keeper, keepUp } from '../../scheduler/keep-up.ts';
import type { Tx } from '../../store/index.ts';
import { renewLeases } from '../../work/claim/claims.ts';
import { agentPath } from '../../work/subagents/dispatch.ts';
import type { Opened } from '../../work/workspace/open.ts';
import type { HookMemory, RememberedAgent } from '../hooks/memory.ts';
import { agentFile } from '../hooks/subagents/agent-meta.ts';
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
export function startUpkeep(
  { opened, all }: { opened: () => Opened | undefined; all: () => readonly Opened[] },
  client: McpClient,
  memory: HookMemory,
): SessionUpkeep {
  let soon: NodeJS.Timeout | undefined;
  const attempt = (what: string, step: (workspace: Opened) => Promise<unknown>) => {
    for (const workspace of all())
      if (workspace.store.exists)
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

/**
 * Maximum time in milliseconds between two signs that an agent is alive. The client's longest tool call takes ten
 * minutes, and then the model needs time to think.
 */
const QUIET_MS = 15 * 60_000;

/**
 * Returns the holder paths of living agents: the server's own path, and paths of agents with a recent hook call or a
 * recent entry in the client's transcripts. Includes all holders above such an agent, because they may be waiting for
 * it.
 */
function livingHolders(
  records: Pick<Tx, 'all'>,
  own: string,
  { agents }: HookMemory,
  now: number,
): (holder: string) => boolean {
  const living = [...agents]
    .filter(([agent, known]) => lastSign(agent, known) > now - QUIET_MS)
    .map(([agent, { session }]) => agentPath(records, { session, agent }));
  return (holder) => holder === own || living.some((path) => isWithin(path, holder));
}

/**
 * Returns the time of the last sign that an agent is alive. Hooks don't report reading, thinking or running a command,
 * so the time of the client's transcript counts, too.
 */
function lastSign(agent: string, { seen, transcript }: RememberedAgent): number {
  const file = transcript && agentFile(transcript, agent, '.jsonl');
  try {
    return file ? Math.max(seen, statSync(file).mtimeMs) : seen;
  } catch {
    return seen;
  }
}
