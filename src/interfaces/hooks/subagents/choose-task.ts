import type { Facts } from '../../../domain/queue/facts.ts';
import { isOpen, type Task } from '../../../domain/task/task.ts';
import type { Coefficients } from '../../../domain/urgency/coefficients.ts';
import { urgency } from '../../../domain/urgency/urgency.ts';
import { BUILT_IN_AGENTS } from './built-in-agents.ts';
import { namedTasks } from './named-tasks.ts';

export type TaskChoice =
  /**
   * The prompt names this task. The agent gets this task, or the reason why it can't. `others` are further tasks in the
   * prompt.
   */
  | { why: 'named'; task: Task; others: Task[] }
  /** A number in the prompt (`task 12`) that no task has. */
  | { why: 'unknown'; id: string }
  /**
   * Open tasks that are assigned to this agent type, the most urgent first. Can be empty. A later step checks which
   * ones are free.
   */
  | { why: 'assigned'; tasks: Task[] };

/** Chooses a subagent's task: a task that its prompt names, or a task that is assigned to its type. */
export function chooseTask(prompt: string, agentType: string, facts: Facts, of?: Coefficients): TaskChoice {
  const { tasks: named, unknown } = namedTasks(prompt, facts);
  const [task, ...others] = named;
  if (task) return { why: 'named', task, others };
  if (unknown !== undefined) return { why: 'unknown', id: unknown };
  if (BUILT_IN_AGENTS.has(agentType)) return { why: 'assigned', tasks: [] };
  const tasks = [...facts.queue.byAgent(agentType)]
    .map((uuid) => facts.queue.get(uuid))
    .filter((task) => task !== undefined)
    .filter(isOpen)
    .map((task) => ({ task, urgency: urgency(task, facts, of) }))
    .sort((a, b) => b.urgency - a.urgency || a.task.id - b.task.id)
    .map(({ task }) => task);
  return { why: 'assigned', tasks };
}
