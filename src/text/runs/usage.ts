import { counted, dollars } from '../../base/amounts.ts';
import { type Door, inputOf } from '../../domain/calls/door.ts';
import type { Usage } from '../../report/usage.ts';
import { oneLine } from '../safe.ts';
import { timesText, tokensText } from './run.ts';

type Used = Omit<Usage, 'cached' | 'turns'>;

/**
 * Formats one line per group: `claude: 4 runs (3 merged), 9 rounds (5 rework), 120 k tokens, $1.20, 34 min`.
 * @param left number of rows that the answer omitted
 */
export function usageText(
  rows: readonly Used[],
  total: Used,
  { left = 0, door }: { left?: number; door?: Door | undefined } = {},
): string {
  if (rows.length === 0) return 'No runs.';
  return [
    ...rows.map(usageLine),
    ...(left > 0 ? [`… and ${left} more: ${inputOf(door, 'limit')} shows them`] : []),
    ...(rows.length > 1 ? [usageLine(total)] : []),
  ].join('\n');
}

function usageLine({ key, runs, merged, rounds, rework, input, output, costUsd, workedMs, waitedMs }: Used): string {
  return [
    `${oneLine(key, 60)}: ${counted(runs, 'run')} (${merged} merged)`,
    `${counted(rounds, 'round')} (${rework} rework)`,
    tokensText(input + output),
    ...(costUsd === undefined ? [] : [dollars(costUsd)]),
    timesText({ elapsedMs: workedMs, waitedMs }),
  ].join(', ');
}
