import { present } from '../../base/present.ts';
import { answer } from '../hooks/answer-event.ts';
import type { Host, ServerSide } from '../hooks/host.ts';
import { type PayloadFields, payloadText, readPayloadFields } from '../hooks/payload.ts';
import { EDIT_TOOLS } from '../hooks/tools.ts';
import { parentProcess } from './caller.ts';
import type { McpClient } from './client.ts';
import { markAlive, markAnswered } from './own-mark.ts';

/** The name of the tool that the client's hooks call. `tools/list` omits it, so models don't call it. */
export const HOOK_TOOL = 'hook';

/**
 * Answers a hook with the JSON that the script would print. Without output, answers with an empty object: for an empty
 * text, the client would report to the model that the hook has completed.
 */
export async function answerHook(
  args: PayloadFields,
  client: McpClient,
  server: ServerSide,
  late?: Host['late'],
): Promise<string> {
  const fields = toolFields(args);
  server.memory.reached = true;
  if (fields.agent_id === undefined) server.memory.cwd = payloadText(fields, 'cwd') ?? server.memory.cwd;
  const host: Host = { env: client.env, now: Date.now, client: parentProcess, server, ...present({ late }) };
  const event = payloadText(fields, 'hook_event_name') ?? '';
  const output = await answer(event, fields, host);
  const isEdit = event === 'PreToolUse' && Object.hasOwn(EDIT_TOOLS, payloadText(fields, 'tool_name') ?? '');
  if (isEdit && !late?.()) markAnswered(client.env, payloadText(fields, 'tool_use_id'));
  else markAlive(client.env);
  return JSON.stringify(output ?? {});
}

/** Payload fields that the client sends as JSON text if the server answers the hook. */
const STRUCTURED: readonly string[] = ['tool_input', 'tool_response', 'background_tasks'];

/**
 * Converts the arguments of the server's hook tool to the form that a script reads from standard input. Dotted names
 * become fields of an object. An empty text counts as a missing value.
 */
function toolFields(args: PayloadFields): PayloadFields {
  const fields: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(args)) {
    if (value === '') continue;
    const [outer = '', inner] = name.split('.', 2);
    if (inner === undefined) fields[outer] = STRUCTURED.includes(outer) ? structured(value) : value;
    else fields[outer] = { ...(fields[outer] as PayloadFields | undefined), [inner]: value };
  }
  return fields;
}

/** Returns the value of a field that may contain JSON. Some tools respond with plain text, which stays unchanged. */
function structured(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  if (value.startsWith('[')) return list(value);
  return readPayloadFields(value) ?? value;
}

function list(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
