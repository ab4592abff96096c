import { nounFor } from '../../base/amounts.ts';
import { capital } from '../../base/quote.ts';
import type { ShownOutcome } from '../../report/runs/results.ts';
import type { Cell, OutputDoc } from '../doc/doc.ts';

/** Returns what became of results as a document: `claude  12 results  9 merged  1 discarded  20 rounds  $0.40 each`. */
export function resultsDoc(by: string, rows: readonly ShownOutcome[], total: ShownOutcome): OutputDoc {
  const figures = ['Results', 'Merged', 'Discarded', 'Rounds', 'Reverted', 'Fixed', '$/merge', 'People'];
  return {
    sections: [
      {
        empty: 'No results.',
        columns: [{ head: capital(by), kind: 'task' }, ...figures.map((head) => ({ head, kind: 'figure' as const }))],
        rows: (rows.length > 1 ? [...rows, total] : rows).map(cellsOf),
      },
    ],
  };
}

function cellsOf({
  key,
  opened,
  merged,
  discarded,
  rounds,
  reverted,
  fixed,
  costUsd,
  attentionMs,
}: ShownOutcome): Cell[] {
  return [
    key,
    { is: 'count', count: opened, word: nounFor(opened, 'result') },
    { is: 'count', count: merged, word: 'merged' },
    { is: 'count', count: discarded, word: 'discarded' },
    { is: 'count', count: rounds, word: nounFor(rounds, 'round') },
    { is: 'count', count: reverted, word: 'reverted' },
    { is: 'count', count: fixed, word: 'fixed' },
    { is: 'cost', usd: merged > 0 && costUsd !== undefined ? costUsd / merged : undefined },
    attentionMs > 0 ? { is: 'duration', ms: attentionMs, word: 'attention' } : undefined,
  ];
}
