import { ascending } from '../../base/ascending.ts';
import type { Run } from '../records.ts';

/** Compares approved runs by their turn: first those that a person moved to the front, then by approval time. */
export function byTurn(a: Pick<Run, 'verdict'>, b: Pick<Run, 'verdict'>): number {
  return ascending(turnOf(a), turnOf(b));
}

function turnOf({ verdict }: Pick<Run, 'verdict'>): string {
  return verdict?.now ? `0 ${verdict.now}` : `1 ${verdict?.at ?? ''}`;
}

/** Values of `waits.why` that mean normal progress in the merge queue. */
const UNDER_WAY: readonly (string | undefined)[] = ['testing', 'hook'];

/** Is an approved run blocked by anything but its turn and normal progress of the merge queue? */
export function isHeldUp({ waits }: Pick<Run, 'waits'>): boolean {
  return waits !== undefined && !UNDER_WAY.includes(waits.why);
}
