import { counted } from '../../base/amounts.ts';
import { inDoorWords } from '../../domain/calls/door.ts';
import { oneLine } from '../../text/safe.ts';
import { sourceStates } from '../../work/services/sources.ts';
import type { Context } from '../../work/workspace/context.ts';

/** From this part of the quota on, the status says what is left. */
const LITTLE = 0.5;

/** Returns a line for each source that waits, has open conflicts, or has spent half of its quota. */
export function sourceNotes(context: Context): string[] {
  if (!context.store.exists) return [];
  return sourceStates(context, context.clock.now).flatMap(({ name, state, waits, conflicts, quota }) => {
    if (state === 'disabled') return [];
    const left = quota && `${quota.left} of ${quota.limit} requests left until ${quota.renews}`;
    if (waits)
      return `Source ${name} goes on after ${waits.until}: ${oneLine(waits.why, 100)}${left ? ` (${left})` : ''}`;
    const told = conflicts > 0 ? `${counted(conflicts, 'conflict')}: \`source_conflicts ${name}\`` : undefined;
    const low = quota && quota.left < quota.limit * LITTLE ? left : undefined;
    if (told === undefined && low === undefined) return [];
    return inDoorWords(context.caller, `Source ${name}: ${[told ?? [], low ?? []].flat().join('; ')}`);
  });
}
