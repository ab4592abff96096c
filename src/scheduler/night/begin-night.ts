import { present } from '../../base/present.ts';
import { formatActor } from '../../domain/actor.ts';
import { refuse } from '../../domain/errors.ts';
import { ORCHESTRATOR_ID } from '../../domain/kinds/orchestrator.ts';
import type { Night, NightTerms } from '../../domain/records.ts';
import type { Tx } from '../../store/index.ts';
import type { Context, Write } from '../../work/workspace/context.ts';
import { checkFilter } from '../loop/control-orchestrator.ts';
import { inputOfNight, orchestratorOf, putDesiredState } from '../loop/desired-state.ts';
import { ensureLoop, keepLoopHere } from '../loop/ensure-loop.ts';
import { endNight } from './end-night.ts';
import { settleNight } from './hold-night.ts';

/**
 * Begins a night: stores its terms, and starts the orchestrator with them. Its former filter, goal and limits return
 * after the night.
 * @throws BacklogError `conflict` if a night is not over; `filter`
 */
export async function beginNight(context: Context, write: Write, terms: NightTerms): Promise<Night> {
  if (terms.filter) await checkFilter(context, terms.filter);
  const night = await write((tx) => {
    checkNoNight(tx, context);
    const before = orchestratorOf(tx);
    const id = `n${tx.nextId('night')}`;
    const begun: Night = {
      ...{ id, at: tx.at, actor: formatActor(context.caller.actor), terms },
      ...(before
        ? { before: { limits: before.limits, ...present({ filter: before.filter, goal: before.goal }) } }
        : {}),
    };
    tx.put('night', id, begun);
    const wish = putDesiredState(tx, context, 'running', inputOfNight(terms));
    tx.put('orchestrator', ORCHESTRATOR_ID, { ...wish, night: id });
    return begun;
  });
  keepLoopHere(context.store);
  ensureLoop(context, 'now');
  return night;
}

function checkNoNight(tx: Tx, context: Context): void {
  const night = settleNight(tx, context);
  if (!night) return;
  refuse('conflict', `night ${night.id} ${night.ended ? 'has ended, and its last runs come to rest' : 'has begun'}`, {
    hint: night.ended ? 'night_show shows when it is over.' : 'night_show shows its terms; night_stop ends it.',
  });
}

/**
 * Stops the present night, as at its deadline: nothing starts, checks of finished results go on for the grace, and
 * agents at work are stopped. Everybody may do so.
 * @throws BacklogError `forbidden` inside a run, `conflict` without a night
 */
export async function stopNight(context: Context, write: Write, note: string | undefined): Promise<Night> {
  const { run } = context.caller.actor;
  if (run !== undefined) refuse('forbidden', `run ${run} can't stop the night`, { hint: 'Ask a person with run_ask.' });
  const by = formatActor(context.caller.actor);
  const text = `${by} stopped it${note ? `: ${note}` : ''}`;
  const night = await write((tx) => {
    const ended = endNight(tx, context, { why: 'stopped', text });
    return ended ?? refuse('conflict', 'no night has begun', { hint: 'night_show shows the last one.' });
  });
  ensureLoop(context, 'now');
  return night;
}
