import { ascending } from '../../base/ascending.ts';
import type { Run } from '../records.ts';
import { listed } from '../task/objections.ts';

/**
 * Compares approved runs by their order in the merge queue: first the runs that a person moved to the front, then by
 * time of approval.
 */
export function byTurn(a: Pick<Run, 'verdict'>, b: Pick<Run, 'verdict'>): number {
  return ascending(turnOf(a), turnOf(b));
}

function turnOf({ verdict }: Pick<Run, 'verdict'>): string {
  return verdict?.now ? `0 ${verdict.now}` : `1 ${verdict?.at ?? ''}`;
}

/** Values of `waits.why` that mean normal progress in the merge queue. */
const UNDER_WAY: readonly (string | undefined)[] = ['testing', 'hook', 'below'];

/** Checks whether an approved run is blocked. Its turn and the normal progress of the queue don't count. */
export function isHeldUp({ waits }: Pick<Run, 'waits'>): boolean {
  return waits !== undefined && !UNDER_WAY.includes(waits.why);
}

/** Describes the reason why a result waits or returned to review, with the first files that it concerns. */
export function waitsText({ text, files = [] }: NonNullable<Run['waits']>): string {
  return files.length > 0 ? `${text}: ${listed(files).join(', ')}` : text;
}

type Placed = Pick<Run, 'state' | 'proposed' | 'outgoing' | 'verdict'>;

/**
 * Checks whether the present result is being proposed as a pull request, or was proposed and is not merged yet.
 * Proposals of earlier results don't count.
 */
export function isAway(run: Placed): boolean {
  return run.state === 'approved' && (run.outgoing !== undefined || isProposed(run));
}

export function isProposed({ state, proposed, verdict }: Placed): boolean {
  return state === 'approved' && proposed !== undefined && proposed.result === verdict?.commit;
}
