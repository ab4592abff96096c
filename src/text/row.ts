import type { Facts } from '../domain/facts.ts';
import { fromInstant } from '../domain/instant.ts';
import type { Task } from '../domain/task.ts';
import { stateWord } from '../report/state-word.ts';
import { formatShort } from '../time/index.ts';

/** One task on one line: `12 H ready due:fri Fix login  web +bug`. The same line for models, terminals and hooks. */
export function rowText(task: Task, facts: Facts): string {
  const head = [String(task.id), task.priority ?? '-', stateWord(task, facts)];
  if (task.due) head.push(`due:${formatShort(fromInstant(task.due), { now: facts.now, zone: facts.zone })}`);
  const tail = [task.project, ...(task.tags ?? []).map((tag) => `+${tag}`), task.agent && `@${task.agent}`].filter(
    Boolean,
  );
  return `${head.join(' ')} ${task.description}${tail.length > 0 ? `  ${tail.join(' ')}` : ''}`;
}

/** `12 Fix login` */
export function nameText(task: Task): string {
  return `${task.id} ${task.description}`;
}

/** Cuts text to a number of characters, with an ellipsis where something is missing. */
export function clip(text: string, max: number): string {
  return text.length <= max ? text : `${text.slice(0, max - 1).trimEnd()}…`;
}
