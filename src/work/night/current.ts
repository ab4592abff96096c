import { ORCHESTRATOR_ID } from '../../domain/kinds/orchestrator.ts';
import type { Night } from '../../domain/records.ts';
import type { Store, Tx } from '../../store/index.ts';

type Records = Pick<Store['state'], 'get'> | Pick<Tx, 'get'>;

/** Returns the night that is not over: the orchestrator may start runs in it, or its last runs come to rest. */
export function openNight(records: Records): Night | undefined {
  const id = records.get('orchestrator', ORCHESTRATOR_ID)?.night;
  return id === undefined ? undefined : records.get('night', id);
}

/** Returns the night in which the orchestrator may start runs. */
export function activeNight(records: Records): Night | undefined {
  const night = openNight(records);
  return night?.ended ? undefined : night;
}

/** Returns the present night, or else the last one. */
export function lastNight(records: Records): Night | undefined {
  const last = records.get('counter', 'night')?.last;
  return last === undefined ? undefined : records.get('night', `n${last}`);
}
