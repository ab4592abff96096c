import { type Coefficients, DEFAULT_COEFFICIENTS } from '../domain/coefficients.ts';
import type { Facts } from '../domain/facts.ts';
import { fromInstant } from '../domain/instant.ts';
import { isOpen, type Priority, type Task } from '../domain/task.ts';
import { urgency } from '../domain/urgency.ts';
import { type StateWord, stateWord } from './state-word.ts';

/** What a table says of a task. Times in milliseconds since the epoch, its age in milliseconds. */
export interface TaskLine {
  id: number;
  priority?: Priority | undefined;
  state: StateWord;
  due?: number | undefined;
  /** Its due date is close or has passed, as long as it is open. */
  pressing?: 'overdue' | 'today' | undefined;
  age: number;
  urgency: number;
  project?: string | undefined;
  tags: readonly string[];
  agent?: string | undefined;
  description: string;
}

/** A task as one line of a table, judged at the instant of the facts. */
export function taskLine(task: Task, facts: Facts, coefficients: Coefficients = DEFAULT_COEFFICIENTS): TaskLine {
  return {
    id: task.id,
    priority: task.priority,
    state: stateWord(task, facts),
    due: task.due === undefined ? undefined : fromInstant(task.due),
    pressing: pressing(task, facts),
    age: facts.now - fromInstant(task.entry),
    urgency: urgency(task, facts, coefficients),
    project: task.project,
    tags: task.tags ?? [],
    agent: task.agent,
    description: task.description,
  };
}

function pressing({ due, status }: Task, facts: Facts): TaskLine['pressing'] {
  if (due === undefined || !isOpen({ status })) return undefined;
  if (due < facts.instant) return 'overdue';
  return due < facts.calendar().tomorrow ? 'today' : undefined;
}
