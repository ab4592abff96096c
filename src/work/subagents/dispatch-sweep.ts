import { isDispatch } from '../../claims/index.ts';
import { lapsesAt } from '../../domain/kinds/working.ts';
import type { Dispatch } from '../../domain/records.ts';
import type { Tx } from '../../store/index.ts';
import { releaseClaims } from '../claim/claims.ts';

/** Removes the dispatches that nobody bound, as soon as their kind allows it. */
export function sweepDispatches(tx: Tx): void {
  for (const [token, dispatch] of [...tx.all('dispatch')]) {
    if (!dispatch.agent && lapsesAt(dispatch.expires) < tx.atMs) dropDispatch(tx, token, dispatch);
  }
}

/** Removes a dispatch and what it reserves. */
export function dropDispatch(tx: Tx, token: string, { claim }: Dispatch): void {
  releaseClaims(tx, (held) => held.id === claim && isDispatch(held.holder));
  tx.remove('dispatch', token);
}

/** Is it of this call? Some models count their calls from zero, so that two sessions have the same ids. */
export function isLaunchedBy(dispatch: Launched, { session, toolUse }: Launched): boolean {
  return dispatch.session === session && dispatch.toolUse === toolUse;
}

type Launched = Pick<Dispatch, 'session' | 'toolUse'>;
