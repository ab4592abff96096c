import type { Dispatch } from '../../../domain/records.ts';
import { cancelDispatch, freeReservations } from '../../../work/subagents/dispatch.ts';
import type { Host } from '../host.ts';
import { openWhole } from '../open-with-tasks.ts';
import type { Payload } from '../payload.ts';

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
