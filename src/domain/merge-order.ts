import { ascending } from './ascending.ts';
import type { Run } from './records.ts';

/** Of approved runs those that a person wants merged now come first, then the one that was approved first. */
export function byTurn(a: Pick<Run, 'verdict'>, b: Pick<Run, 'verdict'>): number {
  return ascending(turnOf(a), turnOf(b));
}

function turnOf({ verdict }: Pick<Run, 'verdict'>): string {
  return verdict?.now ? `0 ${verdict.now}` : `1 ${verdict?.at ?? ''}`;
}
