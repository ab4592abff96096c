import { clip } from '../../base/clip.ts';
import { type Complaints, createComplaints } from './complaints.ts';
import { clippedSummary, type LineFields, list, part, wholeCount, word } from './printed-fields.ts';
import { type AgentOutcome, type Exit, exitText } from './provider.ts';
import { EVENT_LIMITS, type RunEvent, type TokenUsage, WRITTEN_LIMITS } from './run-event.ts';
import { NO_USAGE } from './usage.ts';

/** Updates the state by one line of output, and returns the events of this line. */
type Handler = (state: CodexState, event: LineFields) => RunEvent[];

/** Handlers of Codex's lines of output, by the line's `type`. */
export const CODEX_EVENTS: Readonly<Record<string, Handler>> = {
  'thread.started': (_, { thread_id }) => [{ type: 'started', session: word(thread_id) }],
  'turn.started': () => [],
  'item.started': (state, { item }) => (isCall(part(item)) ? begun(state, part(item)) : []),
  'item.updated': () => [],
  'item.completed': (state, { item }) => completed(state, part(item)),
  error(state, { message }) {
    state.message = word(message);
    const retry = RETRY.exec(state.message);
    if (retry) return [{ type: 'retrying', attempt: Number(retry[1]), why: clippedSummary(retry[2]) }];
    return [{ type: 'note', text: clippedSummary(state.message, EVENT_LIMITS.raw) }];
  },
  'turn.completed'(state, { usage }) {
    state.turn = 'completed';
    state.usage = codexUsage(part(usage), state.usage.turns + 1);
    return [
      { type: 'usage', ...state.usage },
      { type: 'turn_end', ok: true, background: 0 },
    ];
  },
  'turn.failed'(state, { error }) {
    state.turn = 'failed';
    state.message = word(part(error).message) || state.message;
    return [...limitOf(troubleIn(state.message)), { type: 'turn_end', ok: false, background: 0 }];
  },
};

/** Matches `Reconnecting... 2/5 (unexpected status 401 …)`. */
const RETRY = /^Reconnecting\.\.\. (\d+)\/\d+(?: \((.*)\))?/s;

function limitOf(trouble: AgentOutcome['kind'] | undefined): RunEvent[] {
  if (trouble === 'rate_limited') return [{ type: 'limit', kind: 'rate_limit' }];
  return trouble === 'unauthenticated' ? [{ type: 'limit', kind: 'unauthenticated' }] : [];
}

function completed(state: CodexState, item: LineFields): RunEvent[] {
  if (item.type === 'agent_message') {
    state.lastText = clip(word(item.text), state.chars);
    return [{ type: 'text', text: state.lastText }];
  }
  if (item.type === 'error') return [{ type: 'note', text: clippedSummary(item.message, EVENT_LIMITS.raw) }];
  if (!isCall(item)) return [];
  // For some calls, Codex prints only the end.
  const start = begun(state, item);
  const id = word(item.id);
  const isBegun = start.length === 0 && state.calls.get(id) === callOf(item);
  state.calls.delete(id);
  const { status = 'completed', exit_code: exit } = item;
  const ok = status === 'completed' && (exit ?? 0) === 0;
  const told = isBegun && item.status === 'completed' && typeof exit === 'number' ? { exit } : {};
  return [...start, { type: 'tool_end', id, ok, summary: resultOf(item), ...told }];
}

function begun({ calls }: CodexState, item: LineFields): RunEvent[] {
  const id = word(item.id);
  if (calls.has(id)) {
    if (calls.get(id) !== callOf(item)) calls.set(id, undefined);
    return [];
  }
  calls.set(id, callOf(item));
  const wrote = list(item.changes)
    .map(({ path }) => ({ path: word(path) }))
    .filter(({ path }) => path !== '')
    .slice(0, WRITTEN_LIMITS.files);
  const call = { type: 'tool' as const, id, name: toolOf(item), summary: callOf(item) };
  return [wrote.length > 0 ? { ...call, wrote } : call];
}

/** Types of items that represent tool calls. */
const CALLS = new Set(['command_execution', 'mcp_tool_call', 'file_change', 'web_search', 'collab_tool_call']);

function isCall({ type }: LineFields): boolean {
  return CALLS.has(word(type));
}

function toolOf(item: LineFields): string {
  return item.type === 'mcp_tool_call' ? `${word(item.server)}.${word(item.tool)}` : word(item.type);
}

function callOf(item: LineFields): string {
  return clippedSummary(item.command ?? item.arguments ?? item.changes ?? item.query);
}

function resultOf(item: LineFields): string {
  return clippedSummary(part(item.error).message ?? item.aggregated_output ?? item.result ?? item.changes);
}

type Kind = AgentOutcome['kind'];

/** Kinds of failure by their text, because Codex reports failures only as text. The first matching row applies. */
const TROUBLES: readonly (readonly [words: RegExp, kind: Kind])[] = [
  [/status:? 40[13]|unauthorized|missing environment variable|not logged in|log ?in again|sign in/i, 'unauthenticated'],
  [/usage limit|rate limit|quota|status:? (?:429|503|529)|at capacity|overloaded/i, 'rate_limited'],
];

/** Returns the kind of a failure of the account or the service; undefined for any other failure. */
function troubleIn(message: string): Kind | undefined {
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
interface CodexState {
  /** Maximum number of characters of a message. */
  chars: number;
  /** True if a line of the protocol has arrived. */
  understood: boolean;
  turn?: 'completed' | 'failed';
  /** Text of the last failure that Codex printed. A retry may have followed. */
  message: string;
  lastText: string;
  /** What calls do that have started but not ended, by id. Undefined after two starts of different calls. */
  calls: Map<string, string | undefined>;
  usage: TokenUsage;
  complaints: Complaints;
}

export function newCodexState(chars: number = EVENT_LIMITS.text): CodexState {
  return {
    chars,
    understood: false,
    message: '',
    lastText: '',
    calls: new Map(),
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
