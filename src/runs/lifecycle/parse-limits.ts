import { present } from '../../base/present.ts';
import { refuse } from '../../domain/errors.ts';
import type { Run } from '../../domain/records.ts';
import { MOST_LIMIT } from '../../work/settings/setting-row.ts';

type Said = number | null | undefined;

/** Converts a caller's limits of a run: total minutes and total US dollars. @throws BacklogError `usage` */
export function parseLimits({ minutes, cost }: { minutes?: Said; cost?: Said }): Partial<Run['limits']> {
  const [wall, costUsd] = [positive('minutes', minutes), positive('cost', cost)];
  return {
    ...(wall === undefined ? {} : { wallMs: Math.ceil(wall * 60_000) }),
    ...present({ costUsd }),
  };
}

/** Checks that a limit is a positive number; undefined if the caller gave none. */
function positive(name: string, value: number | null | undefined): number | undefined {
  if (value === null || value === undefined || (value > 0 && value <= MOST_LIMIT)) return value ?? undefined;
  return refuse('usage', `${name}: expected more than 0 and at most ${MOST_LIMIT}, got ${value}`, {
    hint: 'Omit it to use the limit of the settings.',
  });
}
