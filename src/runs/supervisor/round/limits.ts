import { dollars } from '../../../base/amounts.ts';
import type { Run } from '../../../domain/records.ts';
import type { RunReason } from '../../../domain/runs/run-reasons.ts';

/** The parts of its limits that a run has used. Times are in milliseconds of a monotonic clock. */
export interface Spent {
  now: number;
  /** Time at which this supervisor started. */
  began: number;
  /** Time of the agent's last output. */
  sign: number;
  turns: number;
  costUsd: number;
}

/** Returns a limit that the run has exceeded; undefined if there is none. */
export function exceeded(spent: Spent, limits: Run['limits']): { reason: RunReason; text: string } | undefined {
  const { now, began, sign, turns, costUsd } = spent;
  if (now - began > limits.wallMs) return { reason: 'wall_limit', text: `it took longer than ${spell(limits.wallMs)}` };
  if (now - sign > limits.idleMs)
    return { reason: 'idle_limit', text: `its agent was inactive for ${spell(limits.idleMs)}` };
  if (limits.turns !== undefined && turns > limits.turns)
    return { reason: 'turn_limit', text: `it took more than ${limits.turns} turns` };
  if (limits.costUsd !== undefined && costUsd > limits.costUsd)
    return { reason: 'cost_limit', text: `it cost ${dollars(costUsd)} of ${dollars(limits.costUsd)}` };
  return undefined;
}

function spell(ms: number): string {
  return ms < 120_000 ? `${Math.round(ms / 1000)} s` : `${Math.round(ms / 60_000)} min`;
}
