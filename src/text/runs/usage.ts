import { nounFor } from '../../base/amounts.ts';
import { capital } from '../../base/quote.ts';
import { type Door, inputOf } from '../../domain/calls/door.ts';
import type { Usage } from '../../report/runs/usage.ts';
import type { Cell, OutputDoc } from '../doc/doc.ts';
import { WORTH_TELLING_MS } from './run.ts';

type Used = Omit<Usage, 'cached' | 'turns'>;

/** Number of rows that the answer omitted, and the door of its reader. */
interface Omitted {
  left?: number | undefined;
  door?: Door | undefined;
}

/**
 * Returns the usage of runs as a document: `claude  4 runs  3 merged  9 rounds  5 rework  120 k tokens  $1.20  34 min work`.
 */
export function usageDoc(by: string, rows: readonly Used[], total: Used, { left = 0, door }: Omitted): OutputDoc {
  const shown = rows.length > 1 ? [...rows, total] : rows;
  const figures = ['Runs', 'Merged', 'Rounds', 'Rework', 'Tokens', 'Cost', 'Work', 'Idle'];
  return {
    sections: [
      {
        empty: 'No runs.',
        columns: [{ head: capital(by), kind: 'task' }, ...figures.map((head) => ({ head, kind: 'figure' as const }))],
        rows: shown.map(cellsOf),
      },
    ],
    notes: [left > 0 ? `… and ${left} more: ${inputOf(door, 'limit')} shows them` : undefined],
  };
}

function cellsOf({ key, runs, merged, rounds, rework, input, output, costUsd, workedMs, waitedMs }: Used): Cell[] {
  return [
    key,
    { is: 'count', count: runs, word: nounFor(runs, 'run') },
    { is: 'count', count: merged, word: 'merged' },
    { is: 'count', count: rounds, word: nounFor(rounds, 'round') },
    { is: 'count', count: rework, word: 'rework' },
    { is: 'tokens', tokens: input + output },
    { is: 'cost', usd: costUsd },
    { is: 'duration', ms: workedMs, word: 'work' },
    waitedMs < WORTH_TELLING_MS ? undefined : { is: 'duration', ms: waitedMs, word: 'waiting' },
  ];
}
