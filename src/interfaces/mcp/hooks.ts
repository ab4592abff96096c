import { present } from '../../base/present.ts';
import { answer } from '../hooks/answer-event.ts';
import type { Host, ServerSide } from '../hooks/host.ts';
import { type PayloadFields, textField } from '../hooks/payload.ts';
import { toolFields } from '../hooks/tool-fields.ts';
import { parentProcess } from './caller.ts';
import type { McpClient } from './client.ts';

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
  const host: Host = { env: client.env, now: Date.now, client: parentProcess, server, ...present({ late }) };
  const output = await answer(textField(fields, 'hook_event_name') ?? '', fields, host);
  return JSON.stringify(output ?? {});
}
