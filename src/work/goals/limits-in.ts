import { type HealthLimits, healthLimits } from '../../goals/limits.ts';
import { settingOf } from '../settings/settings.ts';
import type { Context } from '../workspace/context.ts';

/** Returns the limits of the plan's health in a queue. */
export function limitsIn({ store }: Pick<Context, 'store'>): HealthLimits {
  return healthLimits((name) => settingOf(store.state, name));
}
