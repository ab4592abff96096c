import { clip } from '../../../base/clip.ts';
import type { Dispatch } from '../../../domain/records.ts';
import { cancelDispatch, finishAgent, freeReservations, reportOf } from '../../../work/subagents/dispatch.ts';
import { sweepDispatches } from '../../../work/subagents/dispatch-sweep.ts';
import type { Host } from '../host.ts';
import { openWhole } from '../open-with-tasks.ts';
import type { Payload } from '../payload.ts';

/** Maximum length of an agent's last message in the note for the next holder, in characters. */
const NOTE_CHARS = 2_000;

/**
 * Releases a subagent's claims. Its unfinished tasks become pending with a note.
 * @param last the agent's last message for the note; without it, the note describes the agent's end
 */
export async function releaseAgent(payload: Payload, host: Host, last: string | undefined): Promise<void> {
  const { session, agent } = payload;
  const context = agent === undefined ? undefined : await openWhole(payload, host);
  if (!context || agent === undefined) return;
  const note = noteFrom(last);
  await context.write('agent_stop', (tx) => {
    finishAgent(tx, context, { holder: context.caller.holder, session, agent, note });
    sweepDispatches(tx);
  });
}

/** Stores the report of an agent whose end is already recorded. */
export async function lateReport(payload: Payload, host: Host, report: string): Promise<void> {
  const { session, agent } = payload;
  const context = agent === undefined ? undefined : await openWhole(payload, host);
  if (!context || agent === undefined) return;
  await context.write('agent_stop', (tx) => reportOf(tx, context, { session, agent, note: bounded(report) }));
}

/** Returns the note for the next holder: the last message, or a sentence about the agent's end. */
export function noteFrom(last: string | undefined): string {
  return last?.trim() ? bounded(last) : 'The agent ended without a report.';
}

function bounded(note: string): string {
  return clip(note.trim(), NOTE_CHARS);
}

/** Releases the task that was reserved for an agent that never started. */
export async function cancelLaunch(payload: Payload, host: Host): Promise<void> {
  const context = await openWhole(payload, host);
  const { session, toolUse } = payload;
  if (!context || !toolUse) return;
  await context.write('agent_cancel', (tx) => cancelDispatch(tx, { session, toolUse }));
}

/** Releases this launcher's reservations of launches that are over, because a person refused them. */
export async function freeLaunches(
  payload: Payload,
  host: Host,
  launcher: string,
  isOver: (launch: Dispatch) => boolean,
): Promise<void> {
  const context = await openWhole(payload, host);
  await context?.write('agent_cancel', (tx) => freeReservations(tx, launcher, isOver));
}
