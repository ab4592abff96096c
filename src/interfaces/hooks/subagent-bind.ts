import { setTimeout as sleep } from 'node:timers/promises';
import { launchedBy } from './agent-meta.ts';
import { awaitsBinding } from './awaits-binding.ts';
import { bindAgent } from './bind.ts';
import { type Handler, openLight, sessionWorkspace } from './host.ts';

/** How long to wait for the client's note on a subagent, and how often to look, in milliseconds. It takes 30 to 80. */
const PATIENCE_MS = 4_000;
const EVERY_MS = 20;

/** Beside a subagent's start, in the background: binds it as soon as the client has noted which launch it came from. */
export const subagentBind: Handler = async (payload, host) => {
  const where = sessionWorkspace(payload, host);
  if (!where || !payload.agent) return undefined;
  const { store } = await openLight(where, host);
  if (awaitsBinding(store.state, payload).length === 0) return undefined;
  const end = performance.now() + PATIENCE_MS;
  while (!launchedBy(payload.transcript, payload.agent)) {
    if (performance.now() > end) return undefined;
    await sleep(EVERY_MS);
  }
  const refused = await bindAgent(payload, host);
  if (refused) store.appendDiagnostic(`hook SubagentBind: ${refused}`);
  return undefined;
};
