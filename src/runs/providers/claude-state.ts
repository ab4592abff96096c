import { usageSoFar } from './claude-usage.ts';
import { type Complaints, createComplaints } from './complaints.ts';
import type { LineFields } from './printed-fields.ts';

/** State of reading the output of a Claude Code process. The events and the outcome are derived from it. */
export interface ClaudeState {
  /** True if a line of the protocol has arrived. */
  understood: boolean;
  started: boolean;
  /** True during a turn. Then `result` belongs to an earlier turn. */
  open: boolean;
  result?: LineFields;
  /**
   * Values of `error` from the latest retries and from messages that Claude Code wrote itself. A message of the model
   * clears the set.
   */
  troubles: Set<string>;
  resetsAt?: string;
  lastText: string;
  /** Ids of background tasks that are still running. */
  background: Set<string>;
  /** Ids of denied calls for which an event was reported. */
  denied: Set<string>;
  used: ReturnType<typeof usageSoFar>;
  complaints: Complaints;
}

export function newClaudeState(): ClaudeState {
  return {
    understood: false,
    started: false,
    open: false,
    troubles: new Set(),
    lastText: '',
    background: new Set(),
    denied: new Set(),
    used: usageSoFar(),
    complaints: createComplaints(),
  };
}
