import {
  type Clock,
  type DateRefusal,
  formatDuration,
  formatLocal,
  resolveDate,
  resolveExpression,
} from '../../src/time/index.ts';

/** Thursday, 30 July 2026, 14:30. */
export const THURSDAY = clock('2026-07-30T14:30:00Z');

export function clock(now: string, zone = 'UTC'): Clock {
  return { now: Date.parse(now), zone };
}

/** The local date a text means, an ISO duration, or `error`: how the recorded cases write their answers. */
export function calculate(text: string, at: Clock): string {
  const read = resolveExpression(text, at);
  if (!read.ok) return 'error';
  const { value } = read;
  return value.kind === 'date' ? formatLocal(value.at, at.zone) : formatDuration(value.duration.length * 1000);
}

/** The local date a text means. Fails the test when it means none. */
export function dateOf(text: string, at: Clock = THURSDAY): string {
  const read = resolveDate(text, at);
  if (!read.ok) throw new Error(`${text}: ${read.message}`);
  return formatLocal(read.at, at.zone);
}

/** Why a text is no date. Fails the test when it is one. */
export function complaintAbout(text: string, at: Clock = THURSDAY): DateRefusal {
  const read = resolveDate(text, at);
  if (read.ok) throw new Error(`${text} was read as ${formatLocal(read.at, at.zone)}`);
  return read;
}
