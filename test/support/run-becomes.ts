import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { vi } from 'vitest';
import type { RunState } from '../../src/domain/runs/run-states.ts';
import { openStore } from '../../src/store/index.ts';
import { DEADLINE_MS } from './seed.ts';

/**
 * Waits until a run of the only queue in a state folder (BACKLOG_HOME) has a state. Reads the store in this process,
 * because a program for each look would take most of a test's processor time.
 */
export async function runBecomes(home: string, run: string, state: RunState): Promise<void> {
  const queues = join(home, 'workspaces');
  const store = await openStore({ dir: join(queues, readdirSync(queues)[0]!) });
  const look = async () => {
    await store.refresh();
    const now = store.state.get('run', run)?.state;
    if (now !== state) throw new Error(`${run} is ${now}, not ${state}`);
  };
  try {
    await vi.waitFor(look, { timeout: DEADLINE_MS, interval: 100 });
  } finally {
    await store.close();
  }
}
