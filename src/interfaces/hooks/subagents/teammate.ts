import { restMate, startMate, wakeMate } from '../../../work/subagents/teammates.ts';
import { type Host, worktreeOf } from '../host.ts';
import { openWhole } from '../open-with-tasks.ts';
import type { Payload } from '../payload.ts';
import { bindRefusal } from './bind-agent.ts';
import { noteFrom } from './release-agent.ts';

/** A teammate in a client of its own whose session has a task to start: after its launch, or after a pause. */
export interface WaitingMate {
  /** The client's id of the teammate; undefined after a pause. */
  mate?: string;
}

/**
 * Gives a teammate in a client of its own the task that was reserved at its launch, or the tasks that it had before a
 * pause.
 * @returns the reason if the task couldn't be started
 */
export async function startTeammate(payload: Payload, host: Host, { mate }: WaitingMate): Promise<string | undefined> {
  const worktree = worktreeOf(payload, host);
  const context = await openWhole(payload, host, (caller) => ({ ...caller, ...(worktree ? { worktree } : {}) }));
  if (!context) return undefined;
  // The reservation belongs to the lead's session, so its change isn't checked as this caller's.
  const { value } = await context.store.write(
    { command: mate === undefined ? 'agent_resume' : 'agent_start', actor: context.caller.actor },
    (tx): string | undefined => {
      if (mate !== undefined) return bindRefusal(startMate(tx, context, mate));
      wakeMate(tx, context, payload.session);
      return undefined;
    },
  );
  return value;
}

/** Releases the claims of a teammate in a client of its own that waits for messages. */
export async function restTeammate(payload: Payload, host: Host, mate: string): Promise<void> {
  const { session } = payload;
  const context = await openWhole(payload, host);
  const note = noteFrom(host.server?.memory.lastMessage.get(session));
  if (!context) return;
  const { actor } = context.caller;
  await context.store.write({ command: 'agent_stop', actor }, (tx) => restMate(tx, context, { session, mate, note }));
}
