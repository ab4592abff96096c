import { statSync } from 'node:fs';
import { isWithin } from '../../claims/index.ts';
import type { Tx } from '../../store/index.ts';
import { agentPath } from '../../work/subagents/agent-binding.ts';
import type { HookMemory, RememberedAgent } from './memory.ts';
import { agentFile } from './subagents/agent-meta.ts';

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
export function livingHolders(
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
