import { counted } from '../../base/amounts.ts';
import { inDoorWords } from '../../domain/calls/door.ts';
import { oneLine } from '../../text/safe.ts';
import { sourceStates } from '../../work/services/source-states.ts';
import type { Context } from '../../work/workspace/context.ts';

/** From this part of the quota on, the notes say what is left. */
const LITTLE = 0.5;

/**
 * Returns a line for each source that waits, has open conflicts, or has spent half of its quota.
 * @param which only one source; `limits`: only what is left of quotas and when sources go on
 */
export function sourceNotes(context: Context, which: { name?: string | undefined; limits?: true } = {}): string[] {
  if (!context.store.exists) return [];
  return sourceStates(context, context.clock.now).flatMap(({ name, state, waits, conflicts, quota }) => {
    if (state === 'disabled' || (which.name !== undefined && which.name !== name)) return [];
    const left = quota && `${quota.left} of ${quota.limit} requests left until ${quota.renews}`;
    if (waits)
      return `Source ${name} goes on after ${waits.until}: ${oneLine(waits.why, 100)}${left ? ` (${left})` : ''}`;
    const isTold = conflicts > 0 && !which.limits;
    const told = isTold ? `${counted(conflicts, 'conflict')}: \`source_conflicts ${name}\`` : undefined;
    const low = quota && quota.left < quota.limit * LITTLE ? left : undefined;
    if (told === undefined && low === undefined) return [];
    return inDoorWords(context.caller, `Source ${name}: ${[told ?? [], low ?? []].flat().join('; ')}`);
  });
}
