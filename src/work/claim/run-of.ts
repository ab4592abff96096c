import { isWithin, runHolder } from '../../claims/index.ts';
import { BacklogError } from '../../domain/errors.ts';
import type { Run } from '../../domain/records.ts';
import { leadingRun, occupiedTasks } from '../../domain/runs/attempts/attempts.ts';
import { canDiscard, canStop, occupies } from '../../domain/runs/run-states.ts';
import type { Task } from '../../domain/task/task.ts';
import type { Tx } from '../../store/index.ts';
import { doesWhere } from '../processes/run-here.ts';
import type { Context } from '../workspace/context.ts';

/**
 * Finds the run that has a task, from the run's start until its merge.
 * @param but a holder whose own run doesn't count
 */
export function occupyingRun(records: Pick<Tx, 'all'>, task: Pick<Task, 'uuid'>, but?: string): Run | undefined {
  const found: Run[] = [];
  for (const [, run] of records.all('run'))
    if (run.task === task.uuid && occupies(run.state) && (but === undefined || !isOfRun(but, run))) found.push(run);
  return leadingRun(found);
}

/** Returns the holder of a run's claim. The attempts of a group have one holder, so they share one claim. */
export function holderOfRun({ id, group }: Pick<Run, 'id' | 'group'>): string {
  return runHolder(group ?? id);
}

/** Returns the holder of the claim of the run with this id. */
export function holderOfRunIn(records: Pick<Tx, 'get'>, id: string): string {
  return holderOfRun(records.get('run', id) ?? { id });
}

/** Returns the runs that have a task, by uuid of the task. */
export const occupiedIn = (records: Pick<Tx, 'all'>): Map<string, Run> =>
  occupiedTasks(Array.from(records.all('run'), ([, run]) => run));

/** Checks whether a claim or a run has the task. */
export function isTaskHeld(records: Pick<Tx, 'all'>, uuid: string): boolean {
  for (const [, claim] of records.all('claim')) if (claim.task === uuid) return true;
  return occupyingRun(records, { uuid }) !== undefined;
}

/** Checks whether a holder is the run itself, another attempt of its group, or was started by them. */
export function isOfRun(holder: string, run: Pick<Run, 'id' | 'group'>): boolean {
  return isWithin(holder, holderOfRun(run));
}

/**
 * Returns the error for a holder that may not start, stop or close a task because a run has it.
 * @param note of a handoff, for the line that gives the run to a person
 */
export function refusedByRun(
  task: Task,
  run: Run,
  around: Pick<Context, 'caller' | 'elsewhere'>,
  note?: string,
): BacklogError {
  const data = { run: run.id, state: run.state };
  if (isOfRun(around.caller.holder, run)) {
    return new BacklogError(
      'conflict',
      `your run ${run.id} can't change the state of its task ${task.id}: the merge of the run completes the task`,
      {
        hint: 'Record evidence with task_annotate. Then end your turn with a summary.',
        data,
      },
    );
  }
  return new BacklogError('claimed', `task ${task.id} is claimed by run ${run.id}, which ${doesWhere(run, around)}`, {
    hint: `run_show ${run.id} shows its next step. ${run.state === 'approved' ? 'Its merge completes the task. ' : ''}${releaseText(run, note)}`,
    data,
  });
}

/** Names the calls that release a run's task in the run's state. */
function releaseText({ id, state }: Run, note = ''): string {
  const calls = [
    ...(canStop(state) ? [`run_stop ${id}`] : []),
    ...(canDiscard(state) ? [`run_handoff ${id} --note "${QUOTABLE.test(note) ? note : '…'}"`] : []),
  ];
  if (calls.length === 0) return 'Its merge completes the task.';
  return `To release the task: ${calls.join(' or ')}.`;
}

/** Matches a text that any shell reads as it is between double quotes. */
const QUOTABLE = /^[^"`$\\!%\n\r]{1,200}$/;
