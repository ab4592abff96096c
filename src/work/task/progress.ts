import { formatActor } from '../../domain/actor.ts';
import { type BacklogError, refuse } from '../../domain/errors.ts';
import type { Task } from '../../domain/task/task.ts';
import type { Tx } from '../../store/index.ts';
import { formatDuration, resolveDuration } from '../../time/index.ts';
import { heldByOther } from '../claim/claims.ts';
import { isOfRun, occupyingRun, refusedByRun } from '../claim/run-of.ts';
import type { WorkInput } from './life.ts';
import { annotated, noteBy } from './note.ts';
import { putTask } from './put-task.ts';

/**
 * Reads a report of progress: `60%`, `60`, `20min`, `20 min left`.
 * @returns the stored text: `60%`, or the remaining time as an ISO 8601 duration
 * @throws BacklogError `invalid`
 */
export function progressInput(text: string): string {
  const [, percent] = /^(\d+)\s*%?$/.exec(text) ?? [];
  if (percent !== undefined && Number(percent) <= 100) return `${Number(percent)}%`;
  const length = resolveDuration(text.replace(/^(?:(?:remaining|left|about):?\s+|~)|\s+(?:remaining|left)$/gi, ''));
  if (percent === undefined && length.ok && length.ms >= 0) return formatDuration(length.ms);
  return refuse('invalid', `progress: expected percent or the remaining time, received ${JSON.stringify(text)}`, {
    hint: 'For example 60%, or 20min left.',
    data: { field: 'progress', received: text },
  });
}

/**
 * Reports the progress of the work on a task as a note. It replaces the author's earlier report, unless somebody
 * answered it.
 * @throws BacklogError `conflict` if nobody works on the task, `claimed` if another holder does
 */
export function reportProgress(
  tx: Tx,
  working: WorkInput,
  task: Task,
  { text, reported }: { text: string; reported: string },
): Task {
  if (task.status !== 'pending' || task.start === undefined)
    refuse('conflict', `task ${task.id} is not started, so it has no progress`, {
      hint: `Start it: task_start ${task.id}`,
    });
  const refused = notAtWork(tx, working, task);
  if (refused) throw refused;
  const { annotations: notes = [] } = task;
  const actor = formatActor(working.caller.actor);
  const answered = new Set(notes.flatMap(({ re }) => re ?? []));
  const kept = notes.filter((note) => note.progress === undefined || note.actor !== actor || answered.has(note.id));
  const note = { ...noteBy(tx, working.caller.actor, text), progress: reported };
  const earlier = kept.length === notes.length ? task : { ...task, annotations: kept };
  return putTask(tx, annotated(earlier, note));
}

/** Returns an error if another holder than the caller works on the task. */
function notAtWork(tx: Tx, working: WorkInput, task: Task): BacklogError | undefined {
  const { holder } = working.caller;
  const run = occupyingRun(tx, task);
  if (!run) return heldByOther(tx, working, task);
  return isOfRun(holder, run) ? undefined : refusedByRun(task, run, working);
}
