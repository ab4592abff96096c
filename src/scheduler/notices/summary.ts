import { counted, dollars } from '../../base/amounts.ts';
import type { Run } from '../../domain/records.ts';
import { statesOf } from '../../domain/state-words.ts';

/**
 * Summarises runs: `7 runs: 4 merged, 2 review, 1 failed, $4.20`.
 * @param cost US dollars; by default what the agents of the runs reported
 */
export function summaryOf(runs: readonly Run[], cost = reportedCost(runs)): string {
  const states = statesOf(runs).map(({ word, runs: count }) => `${count} ${word}`);
  return `${counted(runs.length, 'run')}: ${[...states, ...(cost > 0 ? [dollars(cost)] : [])].join(', ')}`;
}

const reportedCost = (runs: readonly Run[]) => runs.reduce((sum, { usage }) => sum + (usage?.costUsd ?? 0), 0);
