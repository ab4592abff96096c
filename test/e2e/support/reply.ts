import type { ServerResponse } from 'node:http';
import type { Block, MessagesBody } from './conversation.ts';

/** What the scripted model answers: some text, some tool calls, or both. Calls in one reply run in parallel. */
export interface Reply {
  text?: string;
  calls: { tool: string; input: Record<string, unknown> }[];
  /** The size of the conversation as the client is told: a large one makes it compact. */
  inputTokens?: number;
  /** The endpoint fails with this HTTP status instead, and these headers. */
  status?: number;
  headers?: Record<string, string>;
}

export function say(text: string): Reply {
  return { text, calls: [] };
}

/** The endpoint fails: 400 at once, 500 as often as the client tries again (`CLAUDE_CODE_MAX_RETRIES`). */
export function fail(status: number, headers: Record<string, string> = {}): Reply {
  return { calls: [], status, headers };
}

/** What an account that is used up gets until then, an instant. */
export function usedUp(until: string): Reply {
  const headers = { status: 'rejected', reset: String(Date.parse(until) / 1_000), 'representative-claim': 'five_hour' };
  const named = Object.entries(headers).map(([name, value]) => [`anthropic-ratelimit-unified-${name}`, value]);
  return fail(429, Object.fromEntries(named));
}

export function call(tool: string, input: Record<string, unknown> = {}): Reply {
  return { calls: [{ tool, input }] };
}

/** Several calls in one message: `together(call('Agent', …), call('Agent', …))`. */
export function together(...replies: Reply[]): Reply {
  return { calls: replies.flatMap((reply) => reply.calls) };
}

/** Writes a reply as the event stream of the Messages API. */
export function writeReply(response: ServerResponse, body: MessagesBody, reply: Reply): void {
  if (reply.status !== undefined) {
    const error = { type: 'api_error', message: `scripted failure ${reply.status}` };
    response.writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers });
    response.end(JSON.stringify({ type: 'error', error }));
    return;
  }
  const message = newId('msg');
  const blocks: Block[] = [
    ...(reply.text === undefined ? [] : [{ type: 'text' as const, text: reply.text }]),
    ...reply.calls.map(({ tool, input }) => ({ type: 'tool_use' as const, id: newId('toolu'), name: tool, input })),
  ];
  const usage = { input_tokens: reply.inputTokens ?? 10, output_tokens: 1 };
  const send = (type: string, data: object): void => {
    response.write(`event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`);
  };
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  send('message_start', {
    message: {
      id: message,
      type: 'message',
      role: 'assistant',
      model: body.model,
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage,
    },
  });
  for (const [index, block] of blocks.entries()) {
    send('content_block_start', { index, content_block: emptied(block) });
    send('content_block_delta', { index, delta: deltaOf(block) });
    send('content_block_stop', { index });
  }
  const reason = reply.calls.length > 0 ? 'tool_use' : 'end_turn';
  send('message_delta', { delta: { stop_reason: reason, stop_sequence: null }, usage: { output_tokens: 10 } });
  send('message_stop', {});
  response.end();
}

/** A block as it is announced: the content follows as a delta. */
function emptied(block: Block): Block {
  if (block.type === 'text') return { ...block, text: '' };
  return block.type === 'tool_use' ? { ...block, input: {} } : block;
}

function deltaOf(block: Block): object {
  if (block.type === 'text') return { type: 'text_delta', text: block.text };
  return { type: 'input_json_delta', partial_json: JSON.stringify(block.type === 'tool_use' ? block.input : {}) };
}

let ids = 0;

/** Unique across every model of this process, so that a session resumed against another model repeats no id. */
function newId(prefix: string): string {
  ids += 1;
  return `${prefix}_${process.pid}_${ids}`;
}
