import { counted, dollars } from '../../base/amounts.ts';
import { groupedBy } from '../../base/iterables.ts';
import type { Run } from '../../domain/records.ts';
import { shownState, stateLabel } from '../../domain/state-words.ts';

/** Summarises runs: `7 runs: 4 merged, 2 review, 1 failed, $4.20`. */
export function summaryOf(runs: readonly Run[]): string {
  const states = Array.from(
    groupedBy(runs, (run) => stateLabel(shownState(run))),
    ([state, all]) => `${all.length} ${state}`,
  );
  const cost = runs.reduce((sum, { usage }) => sum + (usage?.costUsd ?? 0), 0);
  return `${counted(runs.length, 'run')}: ${[...states, ...(cost > 0 ? [dollars(cost)] : [])].join(', ')}`;
}
