import { refuse } from '../domain/errors.ts';
import type { Run } from '../domain/records.ts';
import { localHost, thisMachine } from '../work/processes/this-machine.ts';
import type { Context } from '../work/workspace/context.ts';

/** Returns the field of a new run that says which machine has its worktree. Only a queue on a server needs it. */
export function placeOfRun({ store }: Pick<Context, 'store'>): Pick<Run, 'on'> {
  return store.address === undefined ? {} : { on: { machine: thisMachine(), host: localHost() } };
}

/** Checks whether this machine has the worktree of a run. Only that machine continues, merges, sends and cleans it. */
export function isRunHere({ on }: Pick<Run, 'on'>): boolean {
  return on === undefined || on.machine === thisMachine();
}

/** @throws BacklogError `conflict` if the run's worktree is on another machine */
export function checkRunHere(run: Pick<Run, 'id' | 'on'>): void {
  if (isRunHere(run)) return;
  refuse('conflict', `run ${run.id} is on another machine, ${run.on!.host}`, {
    hint: `Only that machine has its worktree. Continue it there, or stop it and start another run here: run_stop ${run.id}`,
  });
}
