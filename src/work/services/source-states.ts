import { fromInstant } from '../../domain/instant.ts';
import type { Source } from '../../domain/records.ts';
import { stillWaits } from '../../time/still-waits.ts';
import type { Context } from '../workspace/context.ts';
import { stillPaused } from './links.ts';
import { isMissing, unmadeTasks } from './unread.ts';

/** What a source is like now, for lists. */
export interface SourceState {
  name: string;
  kind: string;
  list: string;
  filter: string;
  state: Source['state'];
  pushes: boolean;
  linked: number;
  conflicts: number;
  /** Items that the queue refused. */
  open: number;
  /** Items that the service doesn't show, or not whole. */
  missing: number;
  /** Changes whose answer is missing, and which a synchronisation searches. */
  sending: number;
  quota?: NonNullable<Source['quota']>;
  waits?: Pick<NonNullable<Source['waits']>, 'until' | 'why'>;
}

/** Counts what belongs to each source. */
export function sourceStates(context: Pick<Context, 'store'>, now: number): SourceState[] {
  const { state } = context.store;
  const states = new Map<string, SourceState>();
  for (const [name, { kind, list, filter, state: is, agreed, quota, waits }] of state.all('source'))
    states.set(name, {
      ...{
        name,
        kind,
        list,
        filter,
        state: is,
        pushes: agreed !== undefined,
        linked: 0,
        conflicts: 0,
        open: 0,
        missing: 0,
        sending: 0,
      },
      ...(quota && stillWaits({ until: fromInstant(quota.renews) }, now) ? { quota } : {}),
      ...(waits && stillPaused(waits, now) ? { waits: { until: waits.until, why: waits.why } } : {}),
    });
  for (const [, linked] of state.all('linked')) {
    const { source, open } = linked;
    const one = states.get(source);
    if (one) one.linked++;
    if (one && open !== undefined) one.open++;
    if (one && isMissing(linked)) one.missing++;
  }
  for (const { source } of unmadeTasks(context)) {
    const one = states.get(source);
    if (one) one.missing++;
  }
  for (const [, { source, resolved }] of state.all('conflict')) {
    const one = states.get(source);
    if (one && !resolved) one.conflicts++;
  }
  for (const [, { source, linked }] of state.all('sending')) {
    const one = states.get(source);
    if (one && !state.get('linked', linked ?? '')?.gone) one.sending++;
  }
  return [...states.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Counts the open conflicts of tasks that the queue has. */
export const openConflicts = ({ store: { state }, queue }: Pick<Context, 'store' | 'queue'>): number =>
  Array.from(state.all('conflict')).filter(([, { resolved, task }]) => !resolved && queue.get(task)).length;
