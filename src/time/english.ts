import * as chrono from 'chrono-node/en';
import { type Clock, here } from './clock.ts';
import type { Resolved } from './outcome.ts';
import { fromWall } from './zone.ts';

/** Thin first version. */
export function readEnglish(text: string, clock: Clock): Resolved | undefined {
  const { wall, zone } = here(clock);
  const [result] = chrono.casual.parse(text.trim(), { instant: new Date(wall), timezone: 0 }, { forwardDate: true });
  if (!result || result.text !== text.trim()) return undefined;
  return { ok: true, at: fromWall(result.start.date().getTime(), zone), exact: true, reading: 'plain English' };
}
