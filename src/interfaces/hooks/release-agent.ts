import { clip } from '../../text/row.ts';
import { finishAgent, sweepDispatches } from '../../work/agent/dispatch.ts';
import { openFull } from './full.ts';
import { callerOf, type Host } from './host.ts';
import { type Payload, textField } from './payload.ts';

/** How much of an agent's last message a handoff note keeps, in characters. */
const NOTE_CHARS = 2_000;

/** Releases what a subagent holds; what it did not finish goes back to the queue with what it said last. */
export async function releaseAgent(payload: Payload, host: Host): Promise<void> {
  const { agent: id } = payload;
  const caller = callerOf(payload, host);
  const context = id === undefined ? undefined : await openFull(payload, host, caller);
  if (!context || id === undefined) return;
  const last = textField(payload.all, 'last_assistant_message')?.trim();
  const note = last ? clip(last, NOTE_CHARS) : 'The agent ended without a word on what it did.';
  await context.store.write({ command: 'agent_stop', actor: caller.actor }, (tx) => {
    finishAgent(tx, context, { holder: caller.holder, id, note });
    sweepDispatches(tx);
  });
}
