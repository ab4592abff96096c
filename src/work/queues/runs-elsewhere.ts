import { isLive } from '../../domain/runs/run-states.ts';
import type { RunsElsewhere } from '../../domain/runs/runs-elsewhere.ts';
import { openStore } from '../../store/index.ts';
import { queueFolders } from './queues.ts';

/**
 * Counts the runs of all other queues of this machine, from their records: a queue on a server isn't one of them.
 * @param own folder of the queue that is left out
 */
export async function runsElsewhere(own: string, env: NodeJS.ProcessEnv = process.env): Promise<RunsElsewhere> {
  const folders = [...queueFolders(env).values()].filter((dir) => dir !== own);
  const all = await Promise.all(folders.map(statesIn));
  const states = all.flatMap((one) => one ?? []);
  const unread = all.filter((one) => one === undefined).length;
  return {
    review: states.filter((state) => state === 'review').length,
    active: states.filter(isLive).length,
    queues: folders.length - unread,
    unread,
  };
}

async function statesIn(dir: string) {
  const store = await openStore({ dir, kinds: ['run'] }).catch(() => undefined);
  if (!store) return undefined;
  try {
    return Array.from(store.state.all('run'), ([, { state }]) => state);
  } finally {
    await store.close();
  }
}
