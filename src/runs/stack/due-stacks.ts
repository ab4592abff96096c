import type { Run } from '../../domain/records.ts';
import { stackStep, standingOf } from '../../domain/runs/stack.ts';
import { runsByTask } from '../../work/claim/stacks.ts';
import { isRunHere } from '../../work/processes/run-here.ts';
import type { Context } from '../../work/workspace/context.ts';
import { runsIn } from '../find-run.ts';

/** Lists the stacked runs of this machine that don't fit the result below them any more. */
export function stacksDue({ store }: Pick<Context, 'store'>): Run[] {
  const runs = runsByTask(store.state);
  return runsIn(store.state).filter(
    (run) => run.stackedOn && isRunHere(run, store) && stackStep(run, standingOf(run, runs)),
  );
}
