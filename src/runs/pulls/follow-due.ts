import type { Pull, Run } from '../../domain/records.ts';
import { isLive, isOver } from '../../domain/runs/run-states.ts';
import { isRunHere } from '../../work/processes/run-here.ts';
import type { Context } from '../../work/workspace/context.ts';
import { runsFolder } from '../run-folder.ts';
import { nextLook, readLooks } from './looked.ts';

/** Lists the pull requests that can still change their run. */
export function followedPulls({ state }: Context['store']): [run: Run, pull: Pull][] {
  return Array.from(state.all('pull')).flatMap(([id, pull]) => {
    const run = state.get('run', id);
    return run && isFollowed(run, pull) ? [[run, pull]] : [];
  });
}

/** A run whose agent works is left alone; so is one whose result is being sent. */
function isFollowed(run: Run, { number, state }: Pull): boolean {
  if (number === undefined || state === 'merged' || state === 'sending') return false;
  return !isLive(run.state) && !isOver(run.state) && run.state !== 'asking' && run.outgoing === undefined;
}

/** Lists the pull requests of discarded runs that are still open there. */
export function closingPulls({ state }: Context['store']): [run: Run, pull: Pull][] {
  return Array.from(state.all('pull')).flatMap(([id, pull]) => {
    const run = state.get('run', id);
    return run && isClosing(run, pull) && state.get('source', pull.source) ? [[run, pull]] : [];
  });
}

function isClosing({ state }: Run, pull: Pull): boolean {
  return (
    state === 'discarded' && (pull.state === 'open' || pull.state === 'sending') && pull.closing?.left === undefined
  );
}

/** Returns the time of the next look at a pull request, in epoch ms. */
export function nextFollow({ store, clock }: Pick<Context, 'store' | 'clock'>, repository?: string): number {
  const pulls = [...followedPulls(store), ...closingPulls(store)].filter(
    ([run]) => isRunHere(run, store) && (repository === undefined || run.repository === repository),
  );
  if (pulls.length === 0) return Number.POSITIVE_INFINITY;
  const looks = readLooks(runsFolder({ store }));
  return Math.min(...pulls.map(([run]) => nextLook(looks, run, clock.now)));
}

/** Checks whether the pull request of a run is to be read now. */
export function isFollowDue({ store, clock }: Pick<Context, 'store' | 'clock'>, run: Run): boolean {
  const pull = store.state.get('pull', run.id);
  if (!pull || (!isFollowed(run, pull) && !isClosing(run, pull))) return false;
  return nextLook(readLooks(runsFolder({ store })), run, clock.now) <= clock.now;
}
