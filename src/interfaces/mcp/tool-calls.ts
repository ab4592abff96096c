import type { CallToolResult, RequestId } from '@modelcontextprotocol/sdk/types.js';
import type { CallMeta } from './caller.ts';

/** The tool that the client's hooks call. It is not listed, so no model sees it or can call it. */
export const HOOK_TOOL = 'hook';

/** Answers a message beside the SDK; undefined for one that is not its business. */
export type Aside = (message: unknown) => Promise<object> | undefined;

type Fields = Readonly<Record<string, unknown>>;

/** JSON-RPC 2.0, section 5.1: what the SDK answers with when a handler fails. */
const INTERNAL_ERROR = -32_603;

/**
 * The calls of the client's hooks: it waits for them before and after every edit, and the SDK's six readings of a message against
 * its schemas take longer than most answers.
 */
export function hookCalls(call: (name: string, args: Fields, meta: CallMeta) => Promise<CallToolResult>): Aside {
  return (message) => {
    const { id, args, meta } = hookCall(message) ?? {};
    if (id === undefined || args === undefined) return undefined;
    return call(HOOK_TOOL, args, meta).then(
      (result) => ({ jsonrpc: '2.0', id, result }),
      (error) => ({ jsonrpc: '2.0', id, error: { code: INTERNAL_ERROR, message: String(error) } }),
    );
  };
}

/** What is not exactly such a call is left to those who refuse it with words. */
function hookCall(message: unknown): { id: RequestId; args: Fields; meta: CallMeta } | undefined {
  if (!isFields(message) || message.jsonrpc !== '2.0' || message.method !== 'tools/call') return undefined;
  const { id, params } = message;
  if ((typeof id !== 'string' && !Number.isInteger(id)) || !isFields(params) || params.name !== HOOK_TOOL)
    return undefined;
  const { arguments: args, _meta: meta } = params;
  if (!isFields(args) || (meta !== undefined && !isFields(meta))) return undefined;
  return { id: id as RequestId, args, meta };
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
