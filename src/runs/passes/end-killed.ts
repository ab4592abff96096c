import { sameProcess } from '../../base/process-id.ts';
import { ownActor } from '../../domain/own-actors.ts';
import { QUIET_TX } from '../../store/index.ts';
import type { PassRun } from '../../work/passes/known-passes.ts';
import type { Context } from '../../work/workspace/context.ts';
import { starterMarks, sweep } from '../process/sweep.ts';

/** Ends the processes that killed runs of passes left, and notes the kill, so that it is done once. */
export async function endKilledPasses(context: Pick<Context, 'store' | 'alive'>): Promise<void> {
  for (const [id, { runs }] of [...context.store.state.all('pass')]) {
    const killed = runs.at(-1);
    if (!isKilled(killed, context)) continue;
    await sweep(starterMarks(killed.process));
    await context.store.write({ command: QUIET_TX.runs, actor: ownActor('reaper') }, (tx) => {
      const pass = tx.get('pass', id);
      const last = pass?.runs.at(-1);
      if (!pass || !last || !isKilled(last, context) || !sameProcess(last.process, killed.process)) return;
      tx.put('pass', id, { ...pass, runs: [...pass.runs.slice(0, -1), { ...last, why: 'its process was killed' }] });
    });
  }
}

/** Checks whether the process of a run of a pass died, and nobody has noted it. */
function isKilled(
  run: PassRun | undefined,
  { alive }: Pick<Context, 'alive'>,
): run is PassRun & { process: NonNullable<PassRun['process']> } {
  return run?.process !== undefined && run.ms === undefined && run.why === undefined && alive(run.process) === false;
}
