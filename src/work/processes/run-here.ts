import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { present } from '../../base/present.ts';
import { refuse } from '../../domain/errors.ts';
import type { Run } from '../../domain/records.ts';
import { doesText } from '../../domain/state-words.ts';
import type { Store } from '../../store/index.ts';
import { bootId, localHost } from './process-facts.ts';
import { machineIn, machineOf } from './queue-machine.ts';

type Queue = Pick<Store, 'dir' | 'address'>;

/** Returns the field of a new run that says which machine has its worktree. Only a queue on a server needs it. */
export function placeOfRun(queue: Queue): Pick<Run, 'on'> {
  const machine = machineIn(queue);
  return machine ? { on: { machine: machine.id, host: localHost(), ...present({ boot: bootId() }) } } : {};
}

/**
 * Checks whether this machine has the worktree and the result of a run. Only that machine shows, approves, continues,
 * merges, sends and cleans it. A copy of the machine has the same id, but not the boot in which the run was started.
 */
export function isRunHere({ id, on }: Pick<Run, 'id' | 'on'>, { dir, address }: Queue): boolean {
  // A run without a machine was started while its queue was on the disk of the one machine that has its folder.
  if (on === undefined) return address === undefined || existsSync(join(dir, 'runs', id));
  const machine = machineOf(dir);
  return on.machine === machine.id && (on.boot === undefined || machine.boots.includes(on.boot));
}

/** Says where a run's worktree and result are if this machine doesn't have them: `on another machine, laptop`. */
export function otherMachineText(run: Pick<Run, 'id' | 'on'>, queue: Queue): string | undefined {
  if (isRunHere(run, queue)) return undefined;
  const host = run.on?.host;
  if (host === undefined) return 'on the machine from which this queue was moved';
  return `on another machine, ${host === localHost() ? `which is called ${host} like this one` : host}`;
}

/** Returns the state of a run as a predicate of "the run", with its machine if that is another one. */
export function doesWhere(run: Run, { elsewhere }: { elsewhere(run: Run): string | undefined }): string {
  const place = elsewhere(run);
  return place === undefined ? doesText(run) : `${doesText(run)}, ${place}`;
}

/**
 * Refuses what needs a run's worktree or result on a machine that doesn't have them.
 * @throws BacklogError `conflict`, naming the machine
 */
export function checkRunHere(run: Pick<Run, 'id' | 'on'>, queue: Queue): void {
  const elsewhere = otherMachineText(run, queue);
  if (elsewhere === undefined) return;
  const { id, on } = run;
  refuse('conflict', `run ${id} is ${elsewhere}`, {
    hint: `Only that machine has its worktree and its result. Look at it and decide there: run_show ${id}. Or start its task again on this machine: run_retry ${id}.`,
    data: { run: id, ...present({ host: on?.host }) },
  });
}
