import { statSync } from 'node:fs';
import { isWithin } from '../../claims/index.ts';
import type { Tx } from '../../store/index.ts';
import { agentPath } from '../../work/subagents/agent-binding.ts';
import type { HookMemory, RememberedAgent } from './memory.ts';
import { agentFile } from './subagents/agent-meta.ts';

/**
 * Maximum silence of a living agent, in milliseconds. The client's longest tool call takes ten minutes, and the model
 * thinks after it.
 */
const QUIET_MS = 15 * 60_000;

/**
 * The living holders: the server's own, agents with a recent hook call or a recent entry in the client's transcripts,
 * and all holders above such an agent, which may be waiting for it.
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
 * Time of an agent's last sign of life. Hooks do not report that an agent reads, thinks or runs a command, but the
 * client's transcript does.
 */
function lastSign(agent: string, { seen, transcript }: RememberedAgent): number {
  const file = transcript && agentFile(transcript, agent, '.jsonl');
  try {
    return file ? Math.max(seen, statSync(file).mtimeMs) : seen;
  } catch {
    return seen;
  }
}
