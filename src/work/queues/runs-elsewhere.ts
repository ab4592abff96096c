import type { Repository, Run } from '../../domain/records.ts';
import { isLive } from '../../domain/runs/run-states.ts';
import type { RunsElsewhere } from '../../domain/runs/unreviewed/elsewhere.ts';
import { countResults } from '../../domain/runs/unreviewed/results.ts';
import { openStore } from '../../store/index.ts';
import { isFolder } from '../paths/folder.ts';
import { isAlive } from '../processes/processes.ts';
import { recorded } from '../workspace/repositories.ts';
import { queueFolders } from './queues.ts';

/**
 * Counts the runs of all other queues of this machine, from their records: a queue on a server isn't one of them, nor one
 * whose repositories are gone.
 * @param own folder of the queue that is left out
 */
export async function runsElsewhere(own: string, env: NodeJS.ProcessEnv = process.env): Promise<RunsElsewhere> {
  const folders = [...queueFolders(env).values()].filter((dir) => dir !== own);
  const all = (await Promise.all(folders.map(resultsIn))).filter((one) => one !== 'abandoned');
  const read = all.filter((one) => one !== undefined);
  return {
    review: sum(read.map(({ waiting }) => waiting)),
    active: sum(read.map(({ active }) => active)),
    queues: read.length,
    unread: all.length - read.length,
  };
}

/**
 * Checks whether nothing carries out a run that its record calls active, as after a restart. Its queue finds that out when
 * somebody opens it.
 */
const isDead = ({ state, supervisor }: Run): boolean =>
  isLive(state) && supervisor !== undefined && isAlive(supervisor) === false;

const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0);

/** Checks whether the folders of a queue's repositories are gone, so that nobody can review a result of it. */
const isAbandoned = (repositories: readonly Repository[]): boolean =>
  repositories.length > 0 && !repositories.some(({ folder }) => isFolder(folder));

async function resultsIn(dir: string) {
  const store = await openStore({ dir, kinds: ['run', 'repository'] }).catch(() => undefined);
  if (!store) return undefined;
  try {
    if (isAbandoned(recorded(store.state))) return 'abandoned';
    return countResults(Array.from(store.state.all('run'), ([, run]) => run).filter((run) => !isDead(run)));
  } finally {
    await store.close();
  }
}
