import { clip } from '../../base/clip.ts';
import { type Complaints, createComplaints } from './complaints.ts';
import { type LineFields, wholeCount } from './printed-fields.ts';
import { type AgentOutcome, type Exit, exitText } from './provider.ts';
import { EVENT_LIMITS, type TokenUsage } from './run-event.ts';
import { NO_USAGE } from './usage.ts';

type Kind = AgentOutcome['kind'];

/** Kinds of failure by their text, because Codex reports failures only as text. The first matching row applies. */
const TROUBLES: readonly (readonly [words: RegExp, kind: Kind])[] = [
  [/status:? 40[13]|unauthorized|missing environment variable|not logged in|log ?in again|sign in/i, 'unauthenticated'],
  [/usage limit|rate limit|quota|status:? (?:429|503|529)|at capacity|overloaded/i, 'rate_limited'],
];

/** Returns the kind of a failure of the account or the service; undefined for any other failure. */
export function troubleIn(message: string): Kind | undefined {
  return TROUBLES.find(([words]) => words.test(message))?.[1];
}

export function codexOutcome(state: CodexState, exit: Exit): AgentOutcome {
  const kind = kindOf(state, exit);
  const text = clip(wordsOf(kind, state, exit), EVENT_LIMITS.text);
  return { kind, text, ...(state.lastText && { lastText: state.lastText }) };
}

function kindOf(state: CodexState, { code, signal }: Exit): Kind {
  if (state.turn === 'completed') return 'done';
  const said = troubleIn(`${state.message} ${state.complaints.text()}`);
  if (state.turn === 'failed') return said ?? 'failed';
  if (signal !== null || code === null || code > 128) return state.message && said ? said : 'crashed';
  if (!state.understood) return code === 0 ? 'nonsense' : (said ?? 'failed');
  return said ?? (code === 0 ? 'crashed' : 'failed');
}

function wordsOf(kind: Kind, { turn, message, complaints }: CodexState, exit: Exit): string {
  if (kind === 'done') return 'the agent ended its turn';
  if (kind === 'nonsense') return "the program exited with 0, but its output is not Codex's";
  if (turn === 'failed' && message) return message;
  const why = message || complaints.reason();
  return `Codex ${exitText(exit)} within a turn${why ? `: ${why}` : ''}`;
}

/** State of reading the output of a Codex process. The events and the outcome are derived from it. */
export interface CodexState {
  /** Maximum number of characters of a message. */
  chars: number;
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

export function newCodexState(chars: number = EVENT_LIMITS.text): CodexState {
  return {
    chars,
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
    input: wholeCount(told.input_tokens),
    output: wholeCount(told.output_tokens),
    cached: wholeCount(told.cached_input_tokens),
  };
  return { tokens, turns };
}
