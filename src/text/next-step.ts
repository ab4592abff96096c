import type { Run } from '../domain/records.ts';
import type { NextStep } from '../domain/task/next-step.ts';
import type { Task } from '../domain/task/task.ts';
import { nextOfRun } from './runs/run.ts';

/** Formats the next step for a task, with the names of commands as in the command table. */
export function nextStepText(
  { act, run, task: first, criterion }: Omit<NextStep, 'text'>,
  task: Task,
  newest?: Run,
  elsewhere?: string,
): string {
  const { id } = task;
  if (run !== undefined && newest) return `run ${run}: ${nextOfRun(newest, { task, elsewhere })}`;
  if (act === 'unblock') return `task_unblock ${id} removes the block`;
  if (act === 'open') return `task ${first} comes first: task_info ${first}`;
  if (act === 'start') return `task_start ${id} continues it`;
  if (act === 'prove') return `record evidence: task_annotate ${id} --criterion ${criterion} --text "…"`;
  if (act === 'complete') return `task_done ${id} completes it`;
  return `run_start ${id} starts an agent on it; task_start ${id} claims it for you`;
}
