import { vi } from 'vitest';
import type { ProcessId } from '../../src/base/process-id.ts';
import { isAlive } from '../../src/work/processes/processes.ts';
import { DEADLINE_MS } from './seed.ts';

/** Kills processes and waits until they are gone. A process that waits for its disk ends only after that. */
export async function killProcesses(processes: readonly ProcessId[]): Promise<void> {
  for (const { pid } of processes) process.kill(pid, 'SIGKILL');
  const look = () => {
    const left = processes.filter((one) => isAlive(one) !== false);
    if (left.length > 0) throw new Error(`still alive: ${left.map(({ pid }) => pid).join(', ')}`);
  };
  await vi.waitFor(look, { timeout: DEADLINE_MS, interval: 50 });
}
