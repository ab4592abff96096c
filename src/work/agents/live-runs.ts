import { occupies } from '../../domain/runs/run-states.ts';
import type { Store } from '../../store/index.ts';

/** Returns the ids of an agent's runs that aren't finished, including interrupted ones. */
export function liveRunsOf(records: Pick<Store['state'], 'all'>, agent: string): string[] {
  return Array.from(records.all('run'), ([, run]) => run)
    .filter((run) => run.agent === agent && (occupies(run.state) || run.state === 'interrupted'))
    .map(({ id }) => id);
}
