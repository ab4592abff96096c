import { type Instant, toInstant } from '../../domain/instant.ts';
import type { Orchestrator } from '../../domain/records.ts';
import { dayBounds, isZone } from '../../time/index.ts';
import type { Context } from '../../work/workspace/context.ts';

/**
 * Returns the begin and the end of the day for which a daily budget counts. It is a day of the person who set the budget,
 * whatever the zone of the process that counts.
 */
export function budgetDay(
  { facts }: Pick<Context, 'facts'>,
  { zone }: Pick<NonNullable<Orchestrator['limits']['budget']>, 'zone'>,
): { today: Instant; tomorrow: Instant } {
  if (zone === undefined || !isZone(zone)) return facts().calendar();
  const { start, end } = dayBounds(facts().now, zone);
  return { today: toInstant(start), tomorrow: toInstant(end) };
}
