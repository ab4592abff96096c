import { type Complaints, createComplaints } from './complaints.ts';
import { type LineFields, whole } from './fields.ts';
import type { TokenUsage } from './provider.ts';
import { NO_USAGE } from './usage.ts';

/** What is known of a process of Codex so far: all that its events and its outcome are decided by. */
export interface CodexState {
  /** A line of the protocol came. */
  understood: boolean;
  turn?: 'completed' | 'failed';
  /** The last failure that it told, be it only of a retry. */
  message: string;
  lastText: string;
  /** Ids of the calls that have begun and not ended. */
  calls: Set<string>;
  usage: TokenUsage;
  complaints: Complaints;
}

export function newCodexState(): CodexState {
  return {
    understood: false,
    message: '',
    lastText: '',
    calls: new Set(),
    usage: NO_USAGE,
    complaints: createComplaints(),
  };
}

/** Totals of the whole thread; what was cached is part of the input. */
export function codexUsage(told: LineFields, turns: number): TokenUsage {
  const tokens = {
    input: whole(told.input_tokens),
    output: whole(told.output_tokens),
    cached: whole(told.cached_input_tokens),
  };
  return { tokens, turns };
}
