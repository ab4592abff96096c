import { occupies } from '../../domain/runs/run-states.ts';
import type { Store } from '../../store/index.ts';

/** Ids of the runs that an agent has in hand, or that go on with it once somebody says so. */
export function liveRunsOf(records: Pick<Store['state'], 'all'>, agent: string): string[] {
  return Array.from(records.all('run'), ([, run]) => run)
    .filter((run) => run.agent === agent && (occupies(run.state) || run.state === 'interrupted'))
    .map(({ id }) => id);
}
