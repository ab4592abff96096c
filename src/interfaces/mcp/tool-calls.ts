import { setImmediate as nextTurn } from 'node:timers/promises';
import type { CallToolResult, RequestId } from '@modelcontextprotocol/sdk/types.js';
import type { CallMeta } from './caller.ts';

/** Answers a message without the SDK. Returns undefined for a message that the SDK must answer. */
export type FastAnswer = (message: unknown) => Promise<object> | undefined;

type Fields = Readonly<Record<string, unknown>>;

/** Code of JSON-RPC 2.0, section 5.1, that the SDK uses for a failed handler. */
const INTERNAL_ERROR = -32_603;

/**
 * Answers tool calls without the SDK, because the SDK checks a message against six schemas. This takes longer than most
 * answers, and the client waits for its hooks' calls before and after every edit. The SDK handles all messages that
 * aren't a correct tool call, and explains the error.
 */
export function toolCalls(
  call: (name: string, args: Fields, meta: CallMeta, late: Late) => Promise<CallToolResult>,
): FastAnswer {
  const cancelled = new Set<RequestId>();
  const open = new Set<RequestId>();
  return (message) => {
    const given = cancelledCall(message);
    if (given !== undefined && open.has(given)) cancelled.add(given);
    const read = toolCall(message);
    if (!read) return undefined;
    const { id, name, args, meta } = read;
    open.add(id);
    return nextTurn()
      .then(() => call(name, args, meta, () => cancelled.has(id)))
      .then(
        (result) => ({ jsonrpc: '2.0', id, result }),
        (error) => ({ jsonrpc: '2.0', id, error: { code: INTERNAL_ERROR, message: String(error) } }),
      )
      .finally(() => {
        open.delete(id);
        cancelled.delete(id);
      });
  };
}

/**
 * Checks whether the client no longer waits for a call. The client reports this when its own time limit is over. The
 * server has no time limit, because it could drop a call that the client still waits for.
 */
export type Late = () => boolean;

/**
 * Returns the id of the call that a message cancels (MCP, notifications/cancelled). If this process was stopped for a
 * while, this message arrives together with its call, but behind it. So each call first waits for one turn of the event
 * loop.
 */
function cancelledCall(message: unknown): RequestId | undefined {
  if (!isFields(message) || message.method !== 'notifications/cancelled' || !isFields(message.params)) return undefined;
  return message.params.requestId as RequestId | undefined;
}

interface ToolCall {
  id: RequestId;
  name: string;
  args: Fields;
  meta: CallMeta;
}

function toolCall(message: unknown): ToolCall | undefined {
  if (!hasOnly(message, ['jsonrpc', 'id', 'method', 'params'])) return undefined;
  const { jsonrpc, id, method, params } = message;
  if (jsonrpc !== '2.0' || method !== 'tools/call' || (typeof id !== 'string' && !Number.isInteger(id)))
    return undefined;
  if (!hasOnly(params, ['name', 'arguments', '_meta'])) return undefined;
  const { name, arguments: args = {}, _meta: meta } = params;
  if (typeof name !== 'string' || !isFields(args) || (meta !== undefined && !isFields(meta))) return undefined;
  return { id: id as RequestId, name, args, meta };
}

function hasOnly(value: unknown, names: readonly string[]): value is Fields {
  return isFields(value) && Object.keys(value).every((name) => names.includes(name));
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
