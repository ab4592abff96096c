import { waitsForAgent } from '../../work/subagents/agent-binding.ts';
import { type Host, type Light, readOwnChanges } from './host.ts';
import { remember } from './memory.ts';
import type { Payload } from './payload.ts';
import { settleSession } from './session/settle-session.ts';
import { waitingMate } from './subagents/teammate-process.ts';

/**
 * Records that the caller is alive. The first call of a subagent or teammate also starts its task, because its own edit
 * would otherwise count as an edit by another holder.
 * @returns the reason if the task couldn't be started
 */
export async function firstSign(light: Light, payload: Payload, host: Host): Promise<string | undefined> {
  noteSign(payload, host);
  await settleSession(light, payload, host);
  const { state } = light.store;
  const mate = payload.agent ? undefined : waitingMate(state, payload.session, host);
  if (!mate && !(payload.agent && waitsForAgent(state, payload.session, payload.agent))) return undefined;
  const { bindAgent, startTeammate } = await import('./whole-handlers.ts');
  const refused = mate ? await startTeammate(payload, host, mate) : await bindAgent(payload, host);
  await readOwnChanges(light, host);
  return refused;
}

/** Records that a subagent is alive. */
export function noteSign({ agent, session, prompt, transcript }: Payload, host: Host, background = false): void {
  const memory = host.server?.memory;
  if (!memory || !agent) return;
  const known = memory.agents.get(agent);
  remember(memory.agents, agent, {
    session,
    prompt: known?.prompt ?? prompt,
    background: background || (known?.background ?? false),
    transcript: transcript ?? known?.transcript,
    report: known?.report,
    seen: host.now(),
  });
}
