import { formatActor } from '../../domain/actor.ts';
import { ownActor } from '../../domain/own-actors.ts';
import type { Run } from '../../domain/records.ts';

/** The orchestrator as the author of runs. */
export const SCHEDULER = formatActor(ownActor('scheduler'));

/** Checks whether the orchestrator started a run, or continued it last. What others start is their decision. */
export function isOrchestrators({ by, continuedBy = by }: Pick<Run, 'by' | 'continuedBy'>): boolean {
  return continuedBy === SCHEDULER;
}
