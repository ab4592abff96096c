import { inDoorWords } from '../../../domain/calls/door.ts';
import type { Facts } from '../../../domain/queue/facts.ts';
import { type NextStep, nextStepOf } from '../../../domain/task/next-step.ts';
import type { Task } from '../../../domain/task/task.ts';
import { leadingRunOf } from '../../../runs/find-run.ts';
import { nextStepText } from '../../../text/info.ts';
import type { Context } from '../../../work/workspace/context.ts';

/** Returns the next step for a task, in the words of the caller's interface. */
export function nextIn(context: Context, facts: Facts, task: Task): NextStep | undefined {
  const run = leadingRunOf(context.store.state, task.uuid);
  const next = nextStepOf(task, facts, run);
  const elsewhere = run && context.elsewhere(run);
  return next && { ...next, text: inDoorWords(context.caller, nextStepText(next, task, run, elsewhere)) };
}
