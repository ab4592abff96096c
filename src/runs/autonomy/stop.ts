import { present } from '../../base/present.ts';
import { formatActor } from '../../domain/actor.ts';
import { AUTONOMY_ID } from '../../domain/kinds/autonomy.ts';
import type { Kinds, Run } from '../../domain/records.ts';
import { isProposed } from '../../domain/runs/merge-order.ts';
import type { Tx } from '../../store/index.ts';
import type { Context } from '../../work/workspace/context.ts';
import { runsIn } from '../find-run.ts';
import { bringBack, moveRun, putRun } from '../lifecycle/apply-transition.ts';
import { startQueue } from '../upkeep/queues.ts';
import { STOPPED } from './result-facts.ts';
import { awaitsRule } from './rules-in.ts';

/**
 * Stops starts by orchestrators and landings by rules, in one commit. Results that a rule has approved and that are not
 * being merged return to review, with the attempts that they replaced. Approvals by people stand.
 * @returns ids of the returned runs
 */
export function stopAutonomy(tx: Tx, { caller }: Pick<Context, 'caller'>, note: string | undefined): string[] {
  const by = formatActor(caller.actor);
  putAutonomy(tx, { stopped: true, at: tx.at, actor: by, ...present({ note: note?.trim() || undefined }) });
  const ruled = runsIn(tx).filter((run) => run.state === 'approved' && run.verdict?.rule && !isProposed(run));
  for (const { id } of ruled) returnRuled(tx, id, `${by} stopped autonomy`);
  return ruled.map(({ id }) => id);
}

/**
 * Returns a result to review because its approval by a rule no longer counts, with the attempts that it replaced. Rules
 * decide about them anew.
 */
export const returnRuled = (tx: Tx, id: string, text: string): void => returnFor(tx, id, { why: STOPPED, text });

/** Returns a result to review because something changed that its approval doesn't name, or could not be read. */
export const returnChanged = (tx: Tx, id: string, text: string): void => returnFor(tx, id, { why: 'changed', text });

function returnFor(tx: Tx, id: string, waits: NonNullable<Run['waits']>): void {
  bringBack(tx, moveRun(tx, id, 'bounce', { verdict: undefined, waits }));
}

/** Allows starts by orchestrators and landings by rules again. Rules decide anew about results in review. */
export function continueAutonomy(tx: Tx, { caller }: Pick<Context, 'caller'>): void {
  putAutonomy(tx, { stopped: false, at: tx.at, actor: formatActor(caller.actor) });
  for (const { waits, ...run } of runsIn(tx))
    if (run.state === 'review' && waits?.why === STOPPED) putRun(tx, { ...run, waits: undefined });
}

/** Starts the merge queues in which rules have to decide. */
export async function startRuledQueues(context: Context): Promise<void> {
  const waiting = runsIn(context.store.state).filter((run) => awaitsRule(context.store, run));
  for (const repository of new Set(waiting.map((run) => run.repository)))
    await startQueue(context, 'merge', repository);
}

function putAutonomy(tx: Tx, record: Kinds['autonomy']): void {
  tx.put('autonomy', AUTONOMY_ID, record);
}
