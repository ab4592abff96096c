import { BacklogError } from '../../domain/errors.ts';
import { ownActor } from '../../domain/own-actors.ts';
import type { Run } from '../../domain/records.ts';
import { type StackStep, stackStep, standingOf, standingText } from '../../domain/runs/stack.ts';
import { runsByTask } from '../../work/claim/stacks.ts';
import type { Context } from '../../work/workspace/context.ts';
import { presentStop } from '../autonomy/rules-in.ts';
import { findRun, type RunRecords } from '../find-run.ts';
import { moveRun, putRun } from '../lifecycle/apply-transition.ts';
import { reclaimTask } from '../lifecycle/control-run.ts';
import { supervised } from '../lifecycle/spawn-supervisor.ts';
import { stacksDue } from './due-stacks.ts';
import { startInStack } from './next-start.ts';

const STACKS = { actor: ownActor('stacks'), holder: 'system:stacks' } as const;

/**
 * Brings stacked runs to the newest result below them, without their agents. Returns those to review whose result below
 * will never land.
 */
export async function followStacks(context: Context): Promise<void> {
  for (const { id } of stacksDue(context)) {
    const own = context.with({ caller: STACKS });
    try {
      const moved = await own.write('run_stack', (tx) => {
        const run = findRun(tx, id);
        const step = stepFor(tx, run);
        if (step === undefined || (step === 'rebase' && presentStop(tx))) return undefined;
        if (step === 'hold') putRun(tx, held(run));
        else if (step === 'release') putRun(tx, { ...run, waits: undefined });
        // Without a result on which it could start, the round would begin where the last one did.
        else if (step === 'return' || startInStack(own, tx, run) === 'blocked') putRun(tx, returned(tx, run));
        else return reclaimTask(tx, own, rebasing(tx, run), true);
        return undefined;
      });
      if (moved) await supervised(own, moved);
    } catch (error) {
      if (!(error instanceof BacklogError) || error.code === 'store') throw error;
      // Somebody else has its files for now. The next maintenance tries again.
      if (error.code !== 'claimed') await leaveToPerson(own, id, error.message);
    }
  }
}

/** Returns a run to review that can't be rebased, for example because its agent is disabled. */
async function leaveToPerson(own: Context, id: string, why: string): Promise<void> {
  await own.write('run_stack', (tx) => {
    const run = findRun(tx, id);
    if (stepFor(tx, run) === 'rebase') putRun(tx, returned(tx, run, `, and it can't be rebased: ${why}`));
  });
}

function stepFor(records: RunRecords, run: Run): StackStep | undefined {
  return stackStep(run, standingOf(run, runsByTask(records)));
}

/** Queues the round that brings the newer result below a run into its worktree. */
function rebasing(tx: Parameters<typeof moveRun>[0], run: Run): Run {
  const text = textOf(tx, run);
  return moveRun(tx, run.id, 'rebase', {
    rebase: { at: tx.at },
    update: { why: 'stack', text },
    ...{ verdict: undefined, waits: undefined },
  });
}

function returned(tx: Parameters<typeof moveRun>[0], run: Run, more = ''): Run {
  const waits = { why: 'stack', text: `${textOf(tx, run)}${more}` };
  if (run.state === 'approved') return moveRun(tx, run.id, 'bounce', { verdict: undefined, waits });
  return { ...run, waits };
}

function held(run: Run): Run {
  return { ...run, waits: { why: 'below', text: `it merges after run ${run.stackedOn!.run}, on which it is stacked` } };
}

function textOf(records: RunRecords, run: Run): string {
  const standing = standingOf(run, runsByTask(records));
  return standingText(run.stackedOn!, standing === 'moved' ? 'moved' : 'gone', runsByTask(records));
}
