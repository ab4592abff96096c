import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ProtocolEra, RequestId } from '@modelcontextprotocol/server';
import { CLIENT_INFO_META_KEY, isInputRequiredResult, SERVER_INFO_META_KEY } from '@modelcontextprotocol/server';
import { isObject } from '../../../base/is-object.ts';
import { type McpClient, meet } from '../client.ts';
import { serverInfo } from '../server-info.ts';
import { readsTasks } from '../tasks.ts';
import { type CallMeta, capabilitiesIn, type Exchange, isEnvelope, showsForms, type ToolAnswer } from './exchange.ts';

/**
 * Answers a message without the SDK. Returns undefined, or a promise of undefined, for a message that the SDK must
 * answer.
 */
export type FastAnswer = (message: unknown, era: ProtocolEra) => Promise<object | undefined> | undefined;

type Fields = Readonly<Record<string, unknown>>;

/** Code of JSON-RPC 2.0, section 5.1, that the SDK uses for a failed handler. */
const INTERNAL_ERROR = -32_603;

/**
 * Number of calls to remember. A client may cancel a call whose answer is under way, and then it doesn't read the
 * answer.
 */
const REMEMBERED = 200;

/**
 * Answers tool calls without the SDK, because the SDK checks a message against six schemas. This takes longer than most
 * answers, and the client waits for its hooks' calls before and after every edit. The SDK handles all messages that
 * aren't a correct tool call, and explains the error. It also handles calls that need the client's person, because it
 * knows how to ask in each era; such a call has no effect before the answer, so the SDK can call it again.
 */
export function toolCalls(
  call: (name: string, args: Fields, exchange: Exchange) => Promise<ToolAnswer>,
  client: McpClient,
): FastAnswer {
  const known = new Set<RequestId>();
  const cancelled = new Set<RequestId>();
  const remember = (id: RequestId) => {
    known.add(id);
    for (const oldest of known) {
      if (known.size <= REMEMBERED) return;
      known.delete(oldest);
      cancelled.delete(oldest);
    }
  };
  return (message, era) => {
    const given = cancelledCall(message);
    if (given !== undefined && known.has(given)) cancelled.add(given);
    const read = toolCall(message);
    if (!read || (era === 'modern' && !isEnvelope(read.meta))) return undefined;
    const { id, name, args, meta } = read;
    if (era === 'modern') meet(client, meta?.[CLIENT_INFO_META_KEY]);
    const declared = era === 'modern' ? capabilitiesIn(meta) : undefined;
    const forms = era === 'modern' ? showsForms(declared) : client.forms;
    const tasks = readsTasks(declared);
    remember(id);
    return nextTurn()
      .then(() => call(name, args, { meta, late: () => cancelled.has(id), forms, tasks }))
      .then(
        (result) => (isInputRequiredResult(result) ? undefined : { jsonrpc: '2.0', id, result: inEra(era, result) }),
        (error) => ({ jsonrpc: '2.0', id, error: { code: INTERNAL_ERROR, message: String(error) } }),
      );
  };
}

/** Adds what each result of the modern era has. */
function inEra(era: ProtocolEra, result: ToolAnswer): object {
  if (era === 'legacy') return result;
  return {
    resultType: 'complete',
    ...result,
    _meta: { ...('_meta' in result ? result._meta : {}), [SERVER_INFO_META_KEY]: serverInfo },
  };
}

/**
 * Returns the id of the call that a message cancels (MCP, notifications/cancelled). If this process was stopped for a
 * while, this message arrives together with its call, but behind it. So each call first waits for one turn of the event
 * loop.
 */
function cancelledCall(message: unknown): RequestId | undefined {
  if (!isObject(message) || message.method !== 'notifications/cancelled' || !isObject(message.params)) return undefined;
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
  if (typeof name !== 'string' || !isObject(args) || (meta !== undefined && !isObject(meta))) return undefined;
  return { id: id as RequestId, name, args, meta };
}

function hasOnly(value: unknown, names: readonly string[]): value is Fields {
  return isObject(value) && Object.keys(value).every((name) => names.includes(name));
}
