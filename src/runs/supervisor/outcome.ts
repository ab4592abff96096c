import type { RunReason } from '../../domain/runs/run-reasons.ts';
import type { Outcome } from '../providers/provider.ts';

/** The reason that a run gets from the end of its agent, unless the agent has finished. */
export const REASON_OF: Readonly<Record<Exclude<Outcome['kind'], 'done'>, RunReason>> = {
  failed: 'agent_failed',
  turn_limit: 'turn_limit',
  cost_limit: 'cost_limit',
  rate_limited: 'rate_limited',
  unauthenticated: 'unauthenticated',
  interrupted: 'agent_failed',
  crashed: 'crashed',
  nonsense: 'nonsense',
};
