import { endInterrupted } from './agent-ends.ts';
import { type Handler, sessionWorkspace } from './host.ts';
import { contextOutput } from './output.ts';

/**
 * With a prompt: agents that an interrupt ended give back what they held, and with the first one that this server hears of a
 * session, the session is told where it stands.
 */
export const promptSubmitted: Handler = async (payload, host) => {
  const memory = host.server?.memory;
  if (!memory || payload.agent || !sessionWorkspace(payload, host)) return undefined;
  await endInterrupted(payload, host);
  if (memory.oriented.has(payload.session)) return undefined;
  memory.oriented.add(payload.session);
  const text = await (await import('./whole.ts')).orientation(payload, host);
  return text === undefined ? undefined : contextOutput('UserPromptSubmit', text);
};
