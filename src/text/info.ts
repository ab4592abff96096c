import type { Run } from '../domain/records.ts';
import type { NextStep } from '../domain/task/next-step.ts';
import type { Task } from '../domain/task/task.ts';
import { originOf } from '../report/origin.ts';
import { nextOfRun } from './runs/run.ts';
import { oneLine } from './safe.ts';

/** Formats the next step for a task, with the names of commands as in the command table. */
export function nextStepText(
  { act, run, task: first, criterion }: Omit<NextStep, 'text'>,
  task: Task,
  newest?: Run,
  elsewhere?: string,
): string {
  const { id } = task;
  if (run !== undefined && newest) return `run ${run}: ${nextOfRun(newest, { task, elsewhere })}`;
  if (act === 'accept')
    return `task_accept ${id} makes the text from outside yours; task_start ${id} claims the task as it is`;
  if (act === 'unblock') return `task_unblock ${id} removes the block`;
  if (act === 'open') return `task ${first} comes first: task_info ${first}`;
  if (act === 'start') return `task_start ${id} continues it`;
  if (act === 'prove') return `record evidence: task_annotate ${id} --criterion ${criterion} --text "…"`;
  if (act === 'complete') return `task_done ${id} completes it`;
  return `run_start ${id} starts an agent on it; task_start ${id} claims it for you`;
}

/** Who made and last changed a task, as formatted authors. An absent author is unknown. */
interface NamedAuthors {
  created?: string | undefined;
  changed?: string | undefined;
}

/** Returns who made and last changed a task, and what an import kept of its origin, as labels with texts. */
export function originFacts(task: Task, { created, changed }: NamedAuthors): [label: string, text: string][] {
  const { source, fields } = originOf(task);
  const facts: [label: string, text: string | undefined][] = [
    ['created by', created ?? 'unknown'],
    ['changed by', changed === created ? undefined : (changed ?? 'unknown')],
    ['source', source],
    ['other fields', fields.length > 0 ? fields.join('; ') : undefined],
  ];
  return facts.flatMap(([label, text]) => (text === undefined ? [] : [[label, oneLine(text)]]));
}
