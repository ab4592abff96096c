import { clip } from '../../base/clip.ts';
import { type CodexState, codexUsage, troubleIn } from './codex-outcome.ts';
import { clippedSummary, type LineFields, list, part, word } from './printed-fields.ts';
import type { AgentOutcome } from './provider.ts';
import { EVENT_LIMITS, type RunEvent, WRITTEN_LIMITS } from './run-event.ts';

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
  state.calls.delete(id);
  return [...start, { type: 'tool_end', id, ok: item.status !== 'failed', summary: resultOf(item) }];
}

function begun({ calls }: CodexState, item: LineFields): RunEvent[] {
  const id = word(item.id);
  if (calls.has(id)) return [];
  calls.add(id);
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
