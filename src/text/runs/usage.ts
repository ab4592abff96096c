import { dollars } from '../../base/amounts.ts';
import type { Usage } from '../../report/usage.ts';
import { oneLine } from '../safe.ts';
import { timesText, tokensText } from './run.ts';

type Used = Omit<Usage, 'cached' | 'turns'>;

/** Maximum number of rows. */
const ROWS = 50;

/** Formats one line per group: `claude: 4 runs (3 merged), 9 rounds (5 rework), 120 k tokens, $1.20, 34 min`. */
export function usageText(rows: readonly Used[], total: Used): string {
  if (rows.length === 0) return 'No runs.';
  const rest = rows.length - ROWS;
  return [
    ...rows.slice(0, ROWS).map(usageLine),
    ...(rest > 0 ? [`… and ${rest} more`] : []),
    ...(rows.length > 1 ? [usageLine(total)] : []),
  ].join('\n');
}

function usageLine({ key, runs, merged, rounds, rework, input, output, costUsd, workedMs, waitedMs }: Used): string {
  return [
    `${oneLine(key, 60)}: ${runs} ${runs === 1 ? 'run' : 'runs'} (${merged} merged)`,
    `${rounds} ${rounds === 1 ? 'round' : 'rounds'} (${rework} rework)`,
    tokensText(input + output),
    ...(costUsd === undefined ? [] : [dollars(costUsd)]),
    timesText({ elapsedMs: workedMs, waitedMs }),
  ].join(', ');
}
