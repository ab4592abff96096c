import * as z from 'zod';
import type { Shape } from '../../base/shape.ts';
import type { Facts } from '../queue/facts.ts';
import { byId, unmetDependencies } from '../queue/graph.ts';
import type { Run } from '../records.ts';
import { needOf } from '../runs/run-needs.ts';
import { isParked, occupies } from '../runs/run-states.ts';
import { openSubtasks } from './readiness.ts';
import { isFromOutside, type Task } from './task.ts';
import { unmetOf } from './unmet-criteria.ts';

/** What a person can do next for a task. */
const STEPS = [
  'answer',
  'review',
  'decide',
  'follow',
  'accept',
  'unblock',
  'open',
  'start',
  'prove',
  'complete',
  'run',
] as const;

export const nextStep = () =>
  z.strictObject({
    /**
     * - `answer`, `review`, `decide`: the run waits for an answer, a review or another decision
     * - `follow`: the run goes on by itself
     * - `accept`: a person accepts the text from outside
     * - `unblock`: someone blocked the task, which is removed by hand
     * - `open`: another task comes first
     * - `start`, `run`: a handoff is continued; an agent is started
     * - `prove`, `complete`: somebody works on the task, whose criterion lacks evidence, or whose criteria are met
     */
    act: z.enum(STEPS),
    /** The run of the step. */
    run: z.string().exactOptional(),
    /** Number of the task that comes first. */
    task: z.int().exactOptional(),
    /** Id of the first criterion that lacks evidence. */
    criterion: z.string().exactOptional(),
    /** The step as a text, with commands in the syntax of the reader's interface. */
    text: z.string(),
  });
export type NextStep = Shape<typeof nextStep>;

/**
 * Returns the next step for a task. Undefined for a closed task and for a template of recurring tasks.
 * @param run the task's newest run
 */
export function nextStepOf(task: Task, { queue }: Pick<Facts, 'queue'>, run?: Run): Omit<NextStep, 'text'> | undefined {
  if (task.status !== 'pending') return undefined;
  const ofRun = run && stepOfRun(task, run);
  if (ofRun) return { act: ofRun, run: run.id };
  if (isFromOutside(task.awaits)) return { act: 'accept' };
  if (task.obstacle) return { act: 'unblock' };
  if (task.start) {
    const [unmet] = unmetOf(task);
    return unmet ? { act: 'prove', criterion: unmet.id } : { act: 'complete' };
  }
  if (task.handoff) return { act: 'start' };
  // Of several tasks that come first, it is the one with the lowest number.
  const [first] = [...unmetDependencies(queue, task), ...openSubtasks(queue, task)].sort(byId);
  return first ? { act: 'open', task: first.id } : { act: 'run' };
}

function stepOfRun(task: Task, run: Run): NextStep['act'] | undefined {
  if (run.state === 'asking') return 'answer';
  if (run.state === 'review') return 'review';
  if (needOf(run)) return 'decide';
  if (occupies(run.state)) return 'follow';
  return isParked(run.state) && !task.start ? 'decide' : undefined;
}
