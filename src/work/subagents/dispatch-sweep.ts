import { isDispatch } from '../../claims/index.ts';
import { lapsesAt } from '../../domain/kinds/claim.ts';
import type { Dispatch } from '../../domain/records.ts';
import type { Tx } from '../../store/index.ts';
import { releaseClaims } from '../claim/claims.ts';

/** Removes dispatches that have expired before a subagent started with them. */
export function sweepDispatches(tx: Tx): void {
  for (const [token, dispatch] of [...tx.all('dispatch')]) {
    if (!dispatch.agent && lapsesAt(dispatch.expires) < tx.atMs) dropDispatch(tx, token, dispatch);
  }
}

/** Removes a dispatch together with the claim that reserves its task. */
export function dropDispatch(tx: Tx, token: string, { claim }: Dispatch): void {
  releaseClaims(tx, (held) => held.id === claim && isDispatch(held.holder));
  tx.remove('dispatch', token);
}

/**
 * Checks whether a call launched the subagent of a dispatch. Compares the sessions, too, because some models number
 * their calls from zero in each session.
 */
export function isLaunchedBy(dispatch: Launched, { session, toolUse }: Launched): boolean {
  return dispatch.session === session && dispatch.toolUse === toolUse;
}

type Launched = Pick<Dispatch, 'session' | 'toolUse'>;
