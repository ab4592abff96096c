import type { Store } from '../store/index.ts';
import { ADDED_CAPS, ADDED_TASKS } from '../work/settings/orchestrator-settings.ts';
import { settingOf } from '../work/settings/settings.ts';
import type { IntakeLimits } from './snapshot-types.ts';

/** Returns the limits of tasks that no person added or accepted; undefined if they wait for a person. */
export function intakeLimits(state: Pick<Store['state'], 'get' | 'all'>): IntakeLimits | undefined {
  if (settingOf(state, ADDED_TASKS) !== 'start') return undefined;
  const [run, hour, queue] = ADDED_CAPS.map(([name]) => Number(settingOf(state, name)));
  return { run: run!, hour: hour!, queue: queue! };
}
