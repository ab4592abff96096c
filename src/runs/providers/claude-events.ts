import { clip } from '../../base/clip.ts';
import type { ClaudeState } from './claude-outcome.ts';
import {
  clippedSummary,
  handlerOf,
  instantOfField,
  type LineFields,
  list,
  part,
  quotaOf,
  word,
  writtenLines,
} from './printed-fields.ts';
import { EVENT_LIMITS, type RunEvent, type WrittenFile } from './run-event.ts';

/** Updates the state by one line of output, and returns the events of this line. */
type Handler = (state: ClaudeState, event: LineFields) => RunEvent[];

/** Handlers of Claude's lines of output, by the line's `type`. */
export const CLAUDE_EVENTS: Readonly<Record<string, Handler>> = {
  system: (state, event) => handlerOf(SYSTEM, event.subtype)?.(state, event) ?? [],
  assistant(state, event) {
    state.open = true;
    const message = part(event.message);
    return message.model === '<synthetic>' ? clientSays(state, event) : modelSays(state, event);
  },
  user(_, { message, tool_use_result }) {
    const results = list(part(message).content).filter(({ type }) => type === 'tool_result');
    const told = results.length === 1 ? part(tool_use_result) : {};
    return results.map((block) => ({
      type: 'tool_end',
      id: word(block.tool_use_id),
      ok: block.is_error !== true,
      summary: resultText(block.content),
      ...(hasExitedWith0(block, told) ? { exit: 0 } : {}),
    }));
  },
  rate_limit_event(state, { rate_limit_info }) {
    const info = part(rate_limit_info);
    const { status, resetsAt } = info;
    const until = instantOfField(resetsAt);
    const kind = handlerOf(LIMITS, status);
    if (kind === 'rate_limit' && until) state.resetsAt = until;
    return [...(kind ? [{ type: 'limit' as const, kind, ...(until && { resetsAt: until }) }] : []), ...quotasIn(info)];
  },
  result(state, event) {
    state.open = false;
    state.result = event;
    state.used.result(event);
    const refused = list(event.permission_denials).flatMap((one) =>
      denial(state, word(one.tool_use_id), word(one.tool_name), clippedSummary(one.tool_input)),
    );
    const ok = event.subtype === 'success' && event.is_error !== true;
    const background = state.background.size;
    return [...refused, { type: 'usage', ...state.used.usage() }, { type: 'turn_end', ok, background }];
  },
};

/**
 * Checks whether a result is of a command that exited with 0. Claude Code calls a command that ended with another code no
 * error if this code has a meaning ("No matches found"), nor one that it stopped or continues in the background.
 */
function hasExitedWith0({ is_error }: LineFields, told: LineFields): boolean {
  const { interrupted, returnCodeInterpretation, backgroundTaskId } = told;
  return is_error === false && interrupted === false && !returnCodeInterpretation && !backgroundTaskId;
}

/**
 * Number of failed logins that end a run. After the first failure, the client renews an expired token. With a wrong
 * key, it would try again for minutes.
 */
const LOGIN_ATTEMPTS = 3;

/** Handlers of lines with type `system`, by the line's `subtype`. */
const SYSTEM: Readonly<Record<string, Handler>> = {
  init(state, event) {
    state.open = true;
    // Claude Code prints this line at each turn, but the run needs only one event.
    if (state.started) return [];
    state.started = true;
    const { session_id, model, claude_code_version } = event;
    return [{ type: 'started', session: word(session_id), model: word(model), version: word(claude_code_version) }];
  },
  api_retry(state, event) {
    const trouble = word(event.error);
    state.troubles.add(trouble);
    const attempt = typeof event.attempt === 'number' ? event.attempt : 0;
    const retry: RunEvent = { type: 'retrying', attempt, why: `${event.error_status ?? ''} ${trouble}`.trim() };
    const hopeless = trouble === 'authentication_failed' && attempt >= LOGIN_ATTEMPTS;
    return hopeless ? [retry, { type: 'limit', kind: 'unauthenticated' }] : [retry];
  },
  permission_denied: (state, event) =>
    denial(state, word(event.tool_use_id), word(event.tool_name), word(event.message)),
  task_started({ background }, event) {
    const id = word(event.task_id);
    background.add(id);
    return [{ type: 'subagent', id, state: 'started', summary: clippedSummary(event.description) }];
  },
  task_notification({ background }, event) {
    const id = word(event.task_id);
    background.delete(id);
    return [{ type: 'subagent', id, state: 'ended', summary: clippedSummary(event.summary) }];
  },
  background_tasks_changed(state, event) {
    state.background = new Set(list(event.tasks).map(({ task_id }) => word(task_id)));
    return [];
  },
  compact_boundary: () => [{ type: 'note', text: 'the conversation was compacted' }],
};

const LIMITS: Readonly<Record<string, 'rate_limit' | 'rate_limit_near'>> = {
  rejected: 'rate_limit',
  allowed_warning: 'rate_limit_near',
};

/** Reads the shares of the account's limits that are used: all of them, or, in earlier versions, one. */
function quotasIn({ unifiedWindows, rateLimitType, utilization, resetsAt }: LineFields): RunEvent[] {
  const all = Object.entries({ [word(rateLimitType)]: { utilization, resetsAt }, ...part(unifiedWindows) });
  return all.flatMap(([window, about]) => {
    const { utilization: share, resetsAt: until } = part(about);
    return quotaOf(window, Number(share) * 100, instantOfField(until)) ?? [];
  });
}

/** Reports a denied call once. 2.1.328 prints it at once and again with the result, 2.1.197 only with the result. */
function denial({ denied }: ClaudeState, id: string, tool: string, why: string): RunEvent[] {
  if (denied.has(id)) return [];
  denied.add(id);
  return [{ type: 'denied', tool, why: clippedSummary(why) }];
}

function clientSays(state: ClaudeState, event: LineFields): RunEvent[] {
  state.troubles.add(word(event.error));
  return list(part(event.message).content).map(({ text }) => ({
    type: 'note',
    text: clippedSummary(text, EVENT_LIMITS.text),
  }));
}

function modelSays(state: ClaudeState, event: LineFields): RunEvent[] {
  state.troubles.clear();
  const message = part(event.message);
  const agent = word(event.parent_tool_use_id);
  const events = list(message.content).flatMap((block) => blockEvents(block, agent, state.chars));
  const said = events.findLast((one) => one.type === 'text');
  if (said && agent === '') state.lastText = said.text;
  return state.used.message(message) ? [...events, { type: 'usage', ...state.used.usage() }] : events;
}

function blockEvents(block: LineFields, parent: string, chars: number): RunEvent[] {
  const agent = parent === '' ? {} : { agent: parent };
  if (block.type === 'text') return [{ type: 'text', text: clip(word(block.text), chars), ...agent }];
  if (block.type !== 'tool_use') return [];
  const input = part(block.input);
  const wrote = writtenBy(input);
  return [
    {
      ...{ type: 'tool', id: word(block.id), name: word(block.name), summary: callText(input), ...agent },
      ...(wrote ? { wrote: [wrote] } : {}),
    },
  ];
}

/** Returns the file that a call of Edit, MultiEdit, NotebookEdit or Write writes; undefined for any other call. */
function writtenBy(input: LineFields): WrittenFile | undefined {
  const path = word(input.file_path) || word(input.notebook_path);
  const texts = [
    input.new_string,
    input.content,
    input.new_source,
    ...list(input.edits).map((edit) => edit.new_string),
  ];
  const text = texts.filter((one) => typeof one === 'string').join('\n');
  return path === '' || text === '' ? undefined : { path, lines: writtenLines(text) };
}

/** Fields that describe a tool call, the best ones first. The first present field is shown. */
const TELLING = ['command', 'file_path', 'notebook_path', 'path', 'pattern', 'url', 'query', 'description', 'skill'];

function callText(input: LineFields): string {
  const name = TELLING.find((one) => typeof input[one] === 'string');
  return clippedSummary(name === undefined ? input : input[name]);
}

function resultText(content: unknown): string {
  const texts = Array.isArray(content) ? list(content).map(({ text }) => word(text)) : [clippedSummary(content)];
  return clippedSummary(texts.join('\n'));
}
