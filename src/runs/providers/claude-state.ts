import { usageSoFar } from './claude-usage.ts';
import { type Complaints, createComplaints } from './complaints.ts';
import type { LineFields } from './fields.ts';

/** What is known of a process of Claude Code so far: all that its events and its outcome are decided by. */
export interface ClaudeState {
  /** A line of the protocol came. */
  understood: boolean;
  started: boolean;
  /** A turn is going on: what the last result says is not of it. */
  open: boolean;
  result?: LineFields;
  /** `error` of its last retries, and of what the client itself wrote in the model's place; a message of the model clears them. */
  troubles: Set<string>;
  resetsAt?: string;
  lastText: string;
  /** Ids of the work in the background. */
  background: Set<string>;
  /** Ids of the refused calls that were told. */
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
