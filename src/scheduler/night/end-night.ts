import { present } from '../../base/present.ts';
import { formatActor } from '../../domain/actor.ts';
import type { Instant } from '../../domain/instant.ts';
import type { NightEnd } from '../../domain/kinds/night.ts';
import { ORCHESTRATOR_ID } from '../../domain/kinds/orchestrator.ts';
import type { Night, Orchestrator } from '../../domain/records.ts';
import type { Tx } from '../../store/index.ts';
import { activeNight } from '../../work/night/current.ts';
import type { Context } from '../../work/workspace/context.ts';
import { DEFAULT_LIMITS, orchestratorOf } from '../loop/desired-state.ts';

interface Ending {
  why: NightEnd;
  text: string;
  /** When it ended, and who ended it. Absent: now, and the caller. */
  at?: Instant;
  by?: string;
}

/**
 * Ends the active night: the orchestrator stops, and its former filter, goal and limits return. Its runs are stopped
 * afterwards, by the process that holds the terms.
 * @param reason the orchestrator's own reason for a pause. Without it, the orchestrator is stopped
 * @returns undefined without an active night
 */
export function endNight(
  tx: Tx,
  { caller }: Pick<Context, 'caller'>,
  ending: Ending,
  reason?: Orchestrator['reason'],
): Night | undefined {
  const night = activeNight(tx);
  if (!night) return undefined;
  const by = formatActor(caller.actor);
  const ended: Night = { ...night, ended: { at: tx.at, ...ending, by: ending.by ?? by } };
  tx.put('night', night.id, ended);
  const { at, actor } = orchestratorOf(tx)!;
  const { filter, goal, limits = DEFAULT_LIMITS } = night.before ?? {};
  const state = reason
    ? { wish: 'paused' as const, at, actor, reason }
    : { wish: 'stopped' as const, at: tx.at, actor: by };
  tx.put('orchestrator', ORCHESTRATOR_ID, { ...state, ...present({ filter, goal }), limits, night: night.id });
  return ended;
}
