import { statSync } from 'node:fs';
import { isWithin } from '../../claims/index.ts';
import type { Tx } from '../../store/index.ts';
import { agentPath } from '../../work/subagents/agent-binding.ts';
import type { HookMemory, RememberedAgent } from './memory.ts';
import { agentFile } from './subagents/agent-meta.ts';

/**
 * How long an agent may be silent and still be taken to live, in milliseconds: the client's longest tool call is ten minutes,
 * and then the model thinks.
 */
const QUIET_MS = 15 * 60_000;

/**
 * Which holders live: the server's own, the agents that called a hook or were written of in the client's transcripts
 * lately, and everybody above such an agent, who may be waiting for it.
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

/** Agents also read, think and run commands, of which no hook tells; the client writes all of it down. */
function lastSign(agent: string, { seen, transcript }: RememberedAgent): number {
  const file = transcript && agentFile(transcript, agent, '.jsonl');
  try {
    return file ? Math.max(seen, statSync(file).mtimeMs) : seen;
  } catch {
    return seen;
  }
}
