import { ascending } from '../../base/ascending.ts';
import type { Run } from '../records.ts';

/** Orders approved runs: first those that a person wants merged now, then by the time of approval. */
export function byTurn(a: Pick<Run, 'verdict'>, b: Pick<Run, 'verdict'>): number {
  return ascending(turnOf(a), turnOf(b));
}

function turnOf({ verdict }: Pick<Run, 'verdict'>): string {
  return verdict?.now ? `0 ${verdict.now}` : `1 ${verdict?.at ?? ''}`;
}

/** What the merge queue does with an approved run just now, where nothing is in its way: `waits.why` of it. */
const UNDER_WAY: readonly (string | undefined)[] = ['testing', 'hook'];

/** Is something in the way of an approved run, other than its turn and what the merge queue does? */
export function isHeldUp({ waits }: Pick<Run, 'waits'>): boolean {
  return waits !== undefined && !UNDER_WAY.includes(waits.why);
}
