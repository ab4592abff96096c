import { type Complaints, createComplaints } from './complaints.ts';
import { type LineFields, whole } from './printed-fields.ts';
import type { TokenUsage } from './provider.ts';
import { NO_USAGE } from './usage.ts';

/** State of reading the output of a Codex process. The events and the outcome are derived from it. */
export interface CodexState {
  /** True if a line of the protocol has arrived. */
  understood: boolean;
  turn?: 'completed' | 'failed';
  /** Text of the last failure that Codex printed. A retry may have followed. */
  message: string;
  lastText: string;
  /** Ids of calls that have started but not ended. */
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

/** Converts Codex's token totals of a conversation. `cached` is included in `input`. */
export function codexUsage(told: LineFields, turns: number): TokenUsage {
  const tokens = {
    input: whole(told.input_tokens),
    output: whole(told.output_tokens),
    cached: whole(told.cached_input_tokens),
  };
  return { tokens, turns };
}
