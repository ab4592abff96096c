import { clip } from '../../base/clip.ts';
import type { Instant } from '../../domain/instant.ts';
import { usageSoFar } from './claude-usage.ts';
import { type Complaints, createComplaints } from './complaints.ts';
import { clippedSummary, handlerOf, type LineFields, word } from './printed-fields.ts';
import { type AgentOutcome, type Exit, exitText } from './provider.ts';
import { EVENT_LIMITS } from './run-event.ts';

/**
 * Decides how a process ended. It doesn't use `subtype`, because a failure of the API, too, has a `result` of subtype
 * "success".
 */
export function claudeOutcome(state: ClaudeState, exit: Exit): AgentOutcome {
  const { result, open, lastText, resetsAt } = state;
  const kind = result && !open ? resultKind(result, state.troubles) : endKind(state, exit);
  const text = WORDS[kind] ?? ((result && !open && said(result)) || wordsWithout(state, exit));
  return {
    kind,
    text: clip(text, EVENT_LIMITS.text),
    ...(kind === 'rate_limited' && resetsAt && { resetsAt }),
    ...(lastText && { lastText }),
  };
}

type Kind = AgentOutcome['kind'];

const BY_SUBTYPE: Readonly<Record<string, Kind>> = {
  error_max_turns: 'turn_limit',
  error_max_budget_usd: 'cost_limit',
};

/**
 * Maps the `error` of a line to the kind of outcome. The line is a retry, or a message that Claude Code wrote in place
 * of the model.
 */
const BY_TROUBLE: Readonly<Record<string, Kind>> = {
  authentication_failed: 'unauthenticated',
  oauth_org_not_allowed: 'unauthenticated',
  billing_error: 'unauthenticated',
  rate_limit: 'rate_limited',
  overloaded: 'rate_limited',
};

const BY_STATUS: Readonly<Record<number, Kind>> = {
  401: 'unauthenticated',
  403: 'unauthenticated',
  429: 'rate_limited',
  529: 'rate_limited',
};

function resultKind(result: LineFields, troubles: ReadonlySet<string>): Kind {
  const subtype = word(result.subtype);
  if (word(result.terminal_reason).startsWith('aborted_')) return 'interrupted';
  if (subtype !== 'success') return handlerOf(BY_SUBTYPE, subtype) ?? 'failed';
  if (result.is_error !== true) return 'done';
  return handlerOf(BY_STATUS, result.api_error_status) ?? kindOfTroubles(troubles) ?? 'failed';
}

function kindOfTroubles(troubles: ReadonlySet<string>): Kind | undefined {
  return [...troubles].map((trouble) => handlerOf(BY_TROUBLE, trouble)).findLast((kind) => kind !== undefined);
}

/** Decides how a process ended if its last turn has no `result`. */
function endKind({ understood, troubles }: ClaudeState, { code, signal }: Exit): Kind {
  const known = kindOfTroubles(troubles);
  if (known) return known;
  if (signal !== null || code === null || code > 128) return 'crashed';
  if (!understood) return code === 0 ? 'nonsense' : 'failed';
  return code === 0 ? 'crashed' : 'failed';
}

/** Returns Claude Code's own error message. */
function said(result: LineFields): string {
  return (
    word(result.result) ||
    (Array.isArray(result.errors) ? result.errors.map((error) => clippedSummary(error)).join(' ') : '')
  );
}

function wordsWithout({ complaints, troubles }: ClaudeState, exit: Exit): string {
  const why = [...troubles, complaints.reason()].filter(Boolean).join(': ');
  return `Claude Code ${exitText(exit)} without a result${why ? `: ${why}` : ''}`;
}

const WORDS: Readonly<Partial<Record<Kind, string>>> = {
  done: 'the agent ended its turn',
  turn_limit: 'the agent used up its turns',
  cost_limit: 'the agent used up its budget',
  interrupted: 'the turn was interrupted',
  nonsense: "the program exited with 0, but its output is not Claude Code's",
};

/** State of reading the output of a Claude Code process. The events and the outcome are derived from it. */
export interface ClaudeState {
  /** Maximum number of characters of a message. */
  chars: number;
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
  resetsAt?: Instant;
  lastText: string;
  /** Ids of background tasks that are still running. */
  background: Set<string>;
  /** Ids of denied calls for which an event was reported. */
  denied: Set<string>;
  used: ReturnType<typeof usageSoFar>;
  complaints: Complaints;
}

export function newClaudeState(chars: number = EVENT_LIMITS.text): ClaudeState {
  return {
    chars,
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
