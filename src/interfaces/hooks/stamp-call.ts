import { randomUUID } from 'node:crypto';
import { stampArguments } from '../stamp.ts';
import { awaitsBinding } from './awaits-binding.ts';
import { renew } from './edit-check.ts';
import { type Handler, openLight, sessionWorkspace, worktreeOf } from './host.ts';
import { inputOutput } from './output.ts';

/** Before a writing tool of ours: puts the true caller into the arguments, whatever the model wrote there. */
export const stampCall: Handler = async (payload, host) => {
  const where = sessionWorkspace(payload, host);
  const command = payload.tool?.split('__').at(-1);
  if (!where || !command) return undefined;
  const light = await openLight(where, host);
  if (awaitsBinding(light.store.state, payload).length > 0) {
    await (await import('./whole.ts')).bindAgent(payload, host);
    await light.store.refresh();
  }
  await renew(light, payload, host);
  const secret = await light.store.secret();
  const { session, agent = '', agentType = '' } = payload;
  const caller = { session, agent, agentType, worktree: worktreeOf(payload, host) ?? '' };
  return inputOutput(stampArguments(secret, command, payload.input, caller, host.now(), randomUUID()));
};
