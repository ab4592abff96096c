import { BacklogError } from '../../domain/errors.ts';
import { ancestorTasks, known } from '../../domain/queue/graph.ts';
import type { Goal } from '../../domain/records.ts';
import type { Task } from '../../domain/task/task.ts';
import { planOf } from '../../goals/plan.ts';
import { whyOf } from '../../goals/why.ts';
import { SINCE, type TaskWhy } from '../../report/goals/task-why.ts';
import { readDoc, SPEC } from '../documents/documents.ts';
import type { Context } from '../workspace/context.ts';

/**
 * Returns why a task exists. Every text about a task asks here: briefs, prompts of runs, reviews, pages.
 * @returns undefined in a queue without goals
 */
export async function taskWhyOf(context: Pick<Context, 'store' | 'queue'>, task: Task): Promise<TaskWhy | undefined> {
  const plan = planOf(context.store.state);
  if (plan.isEmpty()) return undefined;
  const why = whyOf(task, context.queue, plan);
  if (!why) return undefined;
  const [first] = why.links;
  const goal = first?.kind === 'goal' ? plan.get('goal', first.id) : undefined;
  const above = await specAbove(context, task);
  return { why, since: sinceOf(goal, task), ...(above ? { above } : {}) };
}

/** Returns the newest entries of the goal's log. The task's own merges are left out, because the brief has them as notes. */
function sinceOf(goal: Goal | undefined, task: Task): TaskWhy['since'] {
  const others = (goal?.log ?? []).filter(({ task: of }) => of !== task.uuid);
  return others.slice(-SINCE).map(({ at, text }) => ({ at, text }));
}

/** Finds the nearest task above with a readable spec. @returns its number and the spec's first line with words */
async function specAbove(context: Pick<Context, 'store' | 'queue'>, task: Task): Promise<TaskWhy['above'] | undefined> {
  for (const parent of known(context.queue, ancestorTasks(context.queue, task))) {
    const line = firstLine(await readOrNothing(context, parent));
    if (line) return { id: parent.id, line };
  }
  return undefined;
}

async function readOrNothing(context: Pick<Context, 'store'>, task: Task): Promise<string> {
  try {
    return (await readDoc(context, task, SPEC)) ?? '';
  } catch (error) {
    if (!(error instanceof BacklogError)) throw error;
    return '';
  }
}

/** Returns the first line that is neither blank nor a heading. */
function firstLine(text: string): string | undefined {
  const lines = text.split('\n').map((line) => line.trim());
  return lines.find((line) => line !== '' && !line.startsWith('#')) ?? lines.find((line) => line !== '');
}
