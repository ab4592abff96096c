import { awaitsBinding } from './awaits-binding.ts';
import { bindAgent } from './bind.ts';
import { type Handler, holderOf, openLight, sessionWorkspace } from './host.ts';
import { releaseAgent } from './release-agent.ts';

/**
 * At the end of a subagent: releases what it held. One that never called a tool is bound first, so that its task says so.
 * The client also sends this for internal agents that never started, with an empty type: those are not ours.
 */
export const subagentStop: Handler = async (payload, host) => {
  const { agent, agentType } = payload;
  const where = sessionWorkspace(payload, host);
  if (!where || !agent || !agentType) return undefined;
  const { store } = await openLight(where, host);
  if (awaitsBinding(store.state, payload).length > 0) {
    await bindAgent(payload, host);
    await store.refresh();
  }
  const holder = holderOf(payload, host);
  const holds = [...store.state.all('claim')].some(([, claim]) => claim.holder === holder);
  const bound = [...store.state.all('dispatch')].some(([, dispatch]) => dispatch.agent === agent);
  if (holds || bound) await releaseAgent(payload, host);
  return undefined;
};
