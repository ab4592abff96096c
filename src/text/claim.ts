import { untilText } from '../claims/index.ts';
import { fromInstant } from '../domain/instant.ts';
import type { Facts } from '../domain/queue/facts.ts';
import type { Claim } from '../domain/records.ts';
import { formatFull } from '../time/index.ts';

/** Formats the time at which a claim expires. */
export function heldText(claim: Claim, { holdOf, zone }: Pick<Facts, 'holdOf' | 'zone'>): string {
  return untilText(claim, holdOf(claim), (until) => `until ${formatFull(fromInstant(until), zone)}`);
}
