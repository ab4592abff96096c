import { isOfLaterVersion } from '../log/commit.ts';
import type { LastChange } from '../log/last-change.ts';
import type { Walked } from './chain.ts';
import type { Extent } from './commits.ts';
import type { Cut } from './report.ts';

/**
 * Decides after which change a damaged queue can go on. Damage before a sound checkpoint needs no cut: the queue is
 * complete, and only its history isn't.
 * @returns null if the queue can go on as it is
 */
export function cutOf(
  { damages, sound }: Pick<Walked, 'damages' | 'sound'>,
  { last, floor }: Pick<Extent, 'last' | 'floor'>,
  known: { confirmed: LastChange | null; checkpoints: readonly number[] },
): Cut | null {
  // A later version can read its changes, so nobody may give them up.
  if (damages.some(({ line }) => line !== null && isOfLaterVersion(line))) return null;
  const to = Math.max(last, known.confirmed?.seq ?? 0, ...known.checkpoints);
  const broken = damages.filter(({ seq, healed }) => seq > sound && healed === null).map(({ seq }) => seq);
  if (broken.length > 0) return { after: Math.min(...broken) - 1, to };
  // The log must go on after the history, or nobody knows whether changes are missing.
  const isShort = to > last || (floor >= 0 && last === floor);
  return isShort ? { after: last, to: Math.max(to, last + 1) } : null;
}
