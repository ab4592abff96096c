import type { Instant } from '../../domain/instant.ts';
import { durationText } from '../../text/runs/run.ts';
import type { HoldReason } from '../snapshot-types.ts';

/** Formats why a task starts no more in a night: `it usually takes 40min, and night n3 ends 07:00`. */
export function lateText(
  { night, until, needsMs }: Extract<HoldReason, { why: 'late' }>,
  when: (instant: Instant) => string,
): string {
  // A night that is only foreseen has no id.
  const name = night === undefined ? 'that night' : `night ${night}`;
  return needsMs === undefined
    ? `the deadline of ${name} is over`
    : `it usually takes ${durationText(needsMs)}, and ${name} ends ${when(until)}`;
}
