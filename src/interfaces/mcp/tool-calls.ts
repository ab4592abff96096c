import type { CallToolResult, RequestId } from '@modelcontextprotocol/sdk/types.js';
import type { CallMeta } from './caller.ts';

/** Answers a message beside the SDK; undefined for one that is not its business. */
export type Aside = (message: unknown) => Promise<object> | undefined;

type Fields = Readonly<Record<string, unknown>>;

/** JSON-RPC 2.0, section 5.1: what the SDK answers with when a handler fails. */
const INTERNAL_ERROR = -32_603;

/**
 * Calls of tools: the SDK's six readings of a message against its schemas take longer than most answers, and a client waits for
 * the calls of its hooks before and after every edit. What is not exactly such a call is left to the SDK, and to those who refuse it with words.
 */
export function toolCalls(call: (name: string, args: Fields, meta: CallMeta) => Promise<CallToolResult>): Aside {
  return (message) => {
    const read = toolCall(message);
    if (!read) return undefined;
    const { id, name, args, meta } = read;
    return call(name, args, meta).then(
      (result) => ({ jsonrpc: '2.0', id, result }),
      (error) => ({ jsonrpc: '2.0', id, error: { code: INTERNAL_ERROR, message: String(error) } }),
    );
  };
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
